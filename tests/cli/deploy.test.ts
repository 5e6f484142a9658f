import assert from "node:assert/strict";
import { AwsError } from "../../local/gateway/service";
import { needCli } from "./cli";
import type { Outcome } from "./project";
import { World } from "./world";

const described = ({ steps }: Outcome) => steps.map(({ op, name }) => `${op} ${name}`);

/** The steps of one kind of resource. */
const stepsOf = ({ steps }: Outcome, type: string) => steps.filter((step) => step.type === type);

const tableRenamed = `import * as pulumi from "@pulumi/pulumi";
pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
  type === "aws:dynamodb/table:Table" ? { props: { ...props, name: "Requests" }, opts } : undefined,
);
`;

describe("pulumi up, stack after stack", function () {
  this.timeout(240_000);
  this.bail(true);
  let world: World;

  before(async function () {
    needCli(this);
    world = await World.create();
    await world.project.stack("one", { scenarios: ["http-requests"] });
  });
  after(() => (world as World | undefined)?.stop());

  it("shows everything in a preview, and creates nothing", async () => {
    const { steps } = await world.project.succeeds("preview", "one");
    assert.ok(steps.length > 20);
    assert.deepEqual([...new Set(steps.map(({ op }) => op))], ["create"]);
    assert.deepEqual(await world.everything(), []);
  });

  it("deploys a pipeline through which a burst of records ends in the table", async () => {
    await world.project.succeeds("up", "one");
    await world.request("http-requests-one", "/first", 1000);
    assert.equal((await world.rows("HttpRequests-one")).length, 1000);
  });

  it("changes nothing the second time", async () => {
    const again = await world.project.succeeds("up", "one");
    assert.deepEqual(described(again), []);
    assert.deepEqual(Object.keys(again.summary), ["same"]);
  });

  it("updates just the function whose callback changed", async () => {
    world.project.edit("`path#${request.path}`", "`route#${request.path}`");
    const changed = await world.project.succeeds("up", "one");
    assert.deepEqual(described(changed), ["update http-requests-consumer"]);
    assert.equal(changed.steps[0]?.type, "aws:lambda/function:Function");
    assert.ok(changed.steps[0].diffs.every((diff) => diff.startsWith("code")));
    await world.request("http-requests-one", "/second", 1);
    const keys = (await world.rows("HttpRequests-one")).map(({ pk }) => pk?.S);
    assert.ok(keys.includes("route#/second"));
  });

  it("changes a stream's shard count in place", async () => {
    world.project.edit('stream: { name: "http-requests" }', 'stream: { name: "http-requests", shards: 2 }');
    const changed = await world.project.succeeds("up", "one");
    assert.deepEqual(stepsOf(changed, "aws:kinesis/stream:Stream").map(({ op, diffs }) => [op, diffs]), [["update", ["shardCount"]]]);
    console.log(described(changed));
  });

  it("replaces a table that gets another name", async () => {
    world.project.prepend(tableRenamed);
    const changed = await world.project.succeeds("up", "one");
    console.log(described(changed));
    const { TableNames } = await world.call<{ TableNames: string[] }>("dynamodb", "ListTables", {});
    assert.deepEqual(TableNames, ["Requests"]);
    await world.request("http-requests-one", "/third", 1);
    assert.equal((await world.rows("Requests")).length, 1);
  });

  it("finds by refresh what was changed behind its back, and mends it", async () => {
    await world.call("lambda", "UpdateFunctionConfiguration", { FunctionName: "http-requests-consumer-one", MemorySize: 1024 });
    const f = await world.project.succeeds("refresh", "one");
    console.log(f.steps);
    const again = await world.project.succeeds("up", "one");
    console.log(again.steps);
  });

  it("resumes an up that failed midway, for a second stack beside the first", async () => {
    world.project.reset();
    await world.project.stack("two", { scenarios: ["http-requests"] });
    const remove = world.cloud.faults.add({ service: "lambda", operation: "CreateFunction", error: new AwsError("ServiceException", "Lambda is out of order", 500) });
    const failed = await world.project.run("up", "two");
    remove();
    assert.notEqual(failed.code, 0);
    assert.match(failed.output, /Lambda is out of order/);
    const resumed = await world.project.succeeds("up", "two");
    console.log(described(resumed));
  });
  it("destroys", async () => {
    const c = await world.project.succeeds("destroy", "one");
    console.log(c.summary);
    console.log(await world.leftovers("one"));
    console.log((await world.leftovers("two")).length);
    const d = await world.project.succeeds("destroy", "two");
    console.log(d.summary);
    assert.deepEqual(await world.everything(), []);
  });
});
