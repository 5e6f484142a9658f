import assert from "node:assert/strict";
import { needCli } from "./cli";
import { World } from "./world";

const ownPipelines = (...pipelines: readonly (readonly [name: string, table: string])[]) => `
import { StreamPipeline } from "./components/pipeline";
import { toTable } from "./components/sinks";
import { Foundation, readSettings } from "./components/stack";

const foundation = new Foundation("foundation", readSettings());
${pipelines
  .map(
    ([name, table]) => `
new StreamPipeline<{ id: string }>("${name}", {
  foundation,
  stream: { name: "${name}" },
  parse: (value) => ({ id: String(value) }),
  sinks: [toTable({ table: "${table}", partitionKey: "id", toRow: (event) => event })],
});`,
  )
  .join("\n")}
`;

describe("pulumi preview with names that AWS would refuse", function () {
  const longStack = "feature-JIRA-12345-add-a-new-consumer-for-marketing-events";
  let world: World | undefined;
  const given = () => {
    assert.ok(world);
    return world;
  };

  before(async function () {
    needCli(this);
    world = await World.create();
    await world.project.stack("one", {});
    await world.project.stack(longStack, {});
  });
  after(() => world?.stop());

  async function refuses(stack: string, ...says: readonly string[]): Promise<void> {
    for (const operation of ["preview", "up"] as const) {
      const { code, output } = await given().project.run(operation, stack);
      assert.notEqual(code, 0);
      for (const text of says) assert.ok(output.includes(text), `${text} is not in\n${output}`);
      assert.doesNotMatch(output, /^\s+at /m);
    }
    assert.deepEqual(await given().everything(), []);
  }

  it("ends with both pipelines that have one table, and creates nothing", async () => {
    given().project.write(ownPipelines(["clicks", "Shared"], ["views", "Shared"]));
    await refuses(
      "one",
      'views-Shared: clicks-Shared has the DynamoDB table "Shared-one" already',
      "change table in one of them",
    );
  });

  it("ends with the limit of a stack's long name and the remedy, and creates nothing", async () => {
    given().project.reset();
    await refuses(
      longStack,
      "characters where AWS takes 64",
      `the stack's name, "${longStack}"`,
      "pulumi stack rename",
    );
  });
});
