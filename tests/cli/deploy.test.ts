import assert from "node:assert/strict";
import { needCli } from "./cli";
import type { Outcome } from "./project";
import { World } from "./world";

const described = ({ steps }: Outcome) => steps.map(({ op, name }) => `${op} ${name}`);

const withRenamedTables = `import * as pulumi from "@pulumi/pulumi";
pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
  type === "aws:dynamodb/table:Table" ? { props: { ...props, name: "Requests" }, opts } : undefined,
);
`;

describe("pulumi up, change by change", function () {
  this.bail(true);
  let world: World | undefined;
  const given = () => {
    assert.ok(world);
    return world;
  };

  before(async function () {
    needCli(this);
    world = await World.create();
    await world.project.stack("one", { scenarios: ["http-requests"] });
  });
  after(() => world?.stop());

  it("shows everything in a preview, and creates nothing", async () => {
    const { steps } = await given().project.succeeds("preview", "one");
    assert.ok(steps.length > 20);
    assert.ok(steps.every(({ op }) => op === "create"));
    assert.deepEqual(await given().everything(), []);
  });

  it("deploys a pipeline through which a burst of records ends in the table", async () => {
    const { project } = given();
    await project.succeeds("up", "one");
    await given().request("http-requests-one", "/first", 1000);
    assert.equal((await given().rows("HttpRequests-one")).length, 1000);
  });

  it("changes nothing the second time", async () => {
    const again = await given().project.succeeds("up", "one");
    assert.deepEqual(described(again), []);
    assert.deepEqual(Object.keys(again.summary), ["same"]);
  });

  it("updates just the function whose callback changed", async () => {
    const { project } = given();
    project.edit("`path#${request.path}`", "`route#${request.path}`");
    const { steps } = await project.succeeds("up", "one");
    assert.deepEqual(
      steps.map(({ op, type, name, diffs }) => [op, type, name, diffs]),
      [["update", "aws:lambda/function:Function", "http-requests-consumer", ["code"]]],
    );
    await given().request("http-requests-one", "/second", 1);
    const keys = (await given().rows("HttpRequests-one")).map(({ pk }) => pk?.S);
    assert.ok(keys.includes("route#/second"));
  });

  it("changes a stream's shard count in place", async () => {
    const { project } = given();
    project.edit(
      'stream: { name: "http-requests" }',
      'stream: { name: "http-requests", shards: 2 }',
    );
    const { steps } = await project.succeeds("up", "one");
    assert.deepEqual(
      steps.map(({ op, type, diffs }) => [op, type, diffs]),
      [["update", "aws:kinesis/stream:Stream", ["shardCount"]]],
    );
    await given().request("http-requests-one", "/third", 100);
    assert.equal((await given().rows("HttpRequests-one")).length, 1101);
  });

  it("replaces a table that gets another name, and has its function write to the new one", async () => {
    const { project } = given();
    project.prepend(withRenamedTables);
    const changed = await project.succeeds("up", "one");
    assert.deepEqual(described(changed), [
      "create-replacement http-requests-HttpRequests",
      "replace http-requests-HttpRequests",
      "update http-requests-consumer",
      "update http-requests-consumer",
      "delete-replaced http-requests-HttpRequests",
    ]);
    const { TableNames } = await given().client.call("dynamodb", "ListTables", {});
    assert.deepEqual(TableNames, ["Requests"]);
    await given().request("http-requests-one", "/fourth", 1);
    assert.equal((await given().rows("Requests")).length, 1);
  });
});
