import assert from "node:assert/strict";
import { needCli } from "./cli";
import type { Outcome } from "./project";
import { World } from "./world";

interface Shape {
  readonly name: string;
  readonly aliases?: readonly object[];
  readonly sortKey?: string;
}

const program = ({ name, aliases = [], sortKey = "at" }: Shape) => `
import { StreamPipeline } from "./components/pipeline";
import { toAlerts, toCrossings, toObjects, toTable } from "./components/sinks";
import { Foundation, readSettings } from "./components/stack";

interface Click {
  readonly path: string;
  readonly at: string;
  readonly other: string;
}

const foundation = new Foundation("foundation", readSettings());
new StreamPipeline<Click>(
  "${name}",
  {
    foundation,
    stream: { name: "clicks" },
    parse: (value) => {
      const { path, timestamp } = value as { path: string; timestamp: string };
      return { path, at: timestamp, other: "x" };
    },
    lake: { database: "clicks", table: "clicks", columns: { path: "string" } },
    consumers: {
      store: {
        enhancedFanOut: true,
        sinks: [
          toTable({
            table: "Clicks",
            partitionKey: "path",
            sortKey: "${sortKey}",
            toRow: ({ path, at, other }) => ({ path, at, other }),
          }),
          toObjects({
            name: "files",
            prefixes: ["raw/"],
            toFiles: ({ path }, at) => [{ key: "raw/" + at.sequenceNumber, value: { path } }],
          }),
        ],
      },
      alert: {
        sinks: [
          toAlerts({
            topic: "click-alerts",
            type: "click",
            toAlert: ({ path }, at) => ({ id: at.sequenceNumber, subject: path, message: { path } }),
          }),
          toCrossings({
            table: "LatestClicks",
            partitionKey: "path",
            topic: "click-crossings",
            type: "crossing",
            threshold: 5,
            toReading: ({ path, at }) => ({
              key: path,
              timestamp: at,
              value: 1,
              row: { path },
              alert: { id: at, subject: path, message: { path } },
            }),
          }),
        ],
      },
    },
  },
  { aliases: ${JSON.stringify(aliases)} },
);
`;

/** Every step but updates in place. */
const madeOrEnded = ({ steps }: Outcome) =>
  steps.filter(({ op }) => op !== "update").map(({ op, type, name }) => `${op} ${type} ${name}`);

describe("a pipeline whose names change", function () {
  this.bail(true);
  let world: World | undefined;
  const given = () => {
    assert.ok(world);
    return world;
  };
  const paths = async () =>
    (await given().rows("Clicks-one")).map(({ path }) => path?.S ?? "").sort();

  before(async function () {
    needCli(this);
    world = await World.create();
    await world.project.stack("one", { lakeBufferSeconds: 1 });
    world.project.write(program({ name: "clicks" }));
    await world.project.succeeds("up", "one");
    await world.request("clicks-one", "/first", 1);
  });
  after(() => world?.stop());

  const keepsAll = (shape: Shape, path: string) => async () => {
    const { project } = given();
    project.write(program(shape));
    const before = await paths();
    const held = await given().everything();
    assert.deepEqual(madeOrEnded(await project.succeeds("up", "one")), []);
    assert.deepEqual((await given().everything()).length, held.length);
    assert.deepEqual(await paths(), before);
    assert.deepEqual((await project.succeeds("up", "one")).steps, []);
    await given().request("clicks-one", path, 1);
    assert.deepEqual(await paths(), [...before, path].sort());
  };

  it(
    "keeps all that it has when it is renamed with an alias",
    keepsAll({ name: "visits", aliases: [{ name: "clicks" }] }, "/second"),
  );

  it(
    "keeps all that it has when it is renamed back",
    keepsAll({ name: "clicks", aliases: [{ name: "visits" }] }, "/third"),
  );

  it("keeps its rows when a table gets other keys: preview and up refuse that with the remedy", async () => {
    const { project } = given();
    const before = await paths();
    project.write(program({ name: "clicks", sortKey: "other" }));
    for (const operation of ["preview", "up"] as const) {
      const { code, output } = await project.run(operation, "one");
      assert.notEqual(code, 0);
      assert.match(output, /the DynamoDB table "Clicks-one" is there already, with sortKey "at"/);
      assert.match(output, /a table's keys cannot be changed/);
      assert.match(output, /put a sink with another table beside this one/);
      assert.deepEqual(await paths(), before);
    }
  });

  it("goes on once the keys are as they were", async () => {
    const { project } = given();
    project.write(program({ name: "clicks" }));
    assert.deepEqual(madeOrEnded(await project.succeeds("up", "one")), []);
    await given().request("clicks-one", "/last", 1);
    assert.ok((await paths()).includes("/last"));
  });
});
