import assert from "node:assert/strict";
import { registerProgram, type Registration } from "./program";

const nested = ({ parent, type }: Registration) =>
  parent !== undefined && !type.startsWith("pulumi:");

describe("the logical names of children", function () {
  const stacks: readonly Readonly<Record<string, string>>[] = [
    {},
    { warehouse: "serverless", lakeFormat: "json" },
    {
      durability: "durable",
      alarmEmail: "a@example.org",
      alertEmail: "b@example.org",
      warehousePause: "cron(0 20 ? * MON-FRI *)",
      warehouseResume: "cron(0 7 ? * MON-FRI *)",
    },
  ];
  for (const config of stacks)
    // Pulumi derives a child's alias from its parent's only then: pulumi/pulumi#458.
    it(`begin with their parent's: ${JSON.stringify(config)}`, async () => {
      const registered = await registerProgram({ config });
      const children = registered.all.filter(nested);
      assert.ok(children.length > 100, `${children.length} children`);
      for (const { type, name, parent = "" } of children)
        assert.ok(name.startsWith(parent), `${type} ${name} under ${parent}`);
    });
});
