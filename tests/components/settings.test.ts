import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";
import { configKeys, readSettings, type Settings } from "../../components/stack/settings";
import { run } from "./program";

async function settingsOf(
  config: Record<string, string> = {},
  { stack = "dev", today }: { stack?: string; today?: string } = {},
): Promise<Settings> {
  let settings: Settings | undefined;
  const read = (): void => {
    settings = readSettings(today === undefined ? undefined : new Date(today));
  };
  await run(read, { config, stack });
  assert.ok(settings);
  return settings;
}

interface ProjectFile {
  readonly config: Record<string, { type: string; default: unknown; description: string }>;
}

function projectFile(): ProjectFile {
  return load(readFileSync(path.resolve(__dirname, "../../Pulumi.yaml"), "utf8")) as ProjectFile;
}

describe("a stack's settings", () => {
  it("default to what Pulumi.yaml says", async () => {
    const declared = Object.entries(projectFile().config).map(([key, { default: value }]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const explicit = await settingsOf(Object.fromEntries(declared) as Record<string, string>);
    assert.deepEqual(await settingsOf(), explicit);
  });

  it("are described key by key in Pulumi.yaml", () => {
    const declared = Object.keys(projectFile().config);
    assert.deepEqual(declared.sort(), [...configKeys].sort());
    for (const { description, type } of Object.values(projectFile().config))
      assert.ok(description && type);
  });

  it("expire on a day that deploying again within the month does not move", async () => {
    const first = await settingsOf({}, { today: "2026-11-01T00:00:00Z" });
    const last = await settingsOf({}, { today: "2026-11-30T23:59:59Z" });
    assert.equal(first.expires, "2026-12-31");
    assert.equal(last.expires, "2026-12-31");
    assert.equal((await settingsOf({}, { today: "2027-01-31T12:00:00Z" })).expires, "2027-02-28");
    assert.equal((await settingsOf({ expires: "2030-01-01" })).expires, "2030-01-01");
  });

  it("expire never in a durable stack", async () => {
    const settings = await settingsOf({ durability: "durable" });
    assert.equal(settings.expires, undefined);
  });

  it("keep a threshold's digits", async () => {
    const { alertThreshold } = await settingsOf({ alertThreshold: "10000.000000000000000001" });
    assert.equal(alertThreshold, "10000.000000000000000001");
  });

  const refusals: [key: string, value: string, problem: RegExp][] = [
    ["durability", "forever", /must be one of ephemeral, durable/],
    ["expires", "tomorrow", /must be a day as YYYY-MM-DD/],
    ["expires", "2026-02-30x", /must be a day/],
    ["alarmEmail", "nobody", /must be an email address/],
    ["logRetentionDays", "8", /must be one of 1, 3, 5, 7/],
    ["monthlyBudgetUsd", "0", /must be a whole number from 1/],
    ["streamMode", "auto", /must be one of provisioned, on-demand/],
    ["retentionHours", "12", /must be a whole number from 24 to 8760/],
    ["alertThreshold", "1e4", /must be a decimal number without an exponent/],
    ["temperatureThreshold", "hot", /must be a decimal number/],
    ["lakeFormat", "csv", /must be one of parquet, json/],
    ["lakeBufferSeconds", "901", /from 0 to 900/],
    ["warehouse", "dc2.large", /must be one of provisioned, serverless/],
    ["warehouseWindowSeconds", "0", /from 1 to 300/],
    ["warehousePause", "at night", /must be a cron expression/],
    ["warehousePause", "cron(0 20 ? * MON-FRI *)", /is needed with warehousePause/],
  ];
  for (const [key, value, problem] of refusals)
    it(`refuse ${key} "${value}" with the key and the command that mends it`, async () => {
      const refusal = /pulumi config set (--path '\w+\[0\]' \S|\w+ .)/;
      await assert.rejects(settingsOf({ [key]: value }), (error: Error) => {
        assert.match(error.message, /^Configuration key aws-streaming-pipelines:/);
        assert.match(error.message, problem);
        assert.match(error.message, refusal);
        return true;
      });
    });

  it("have records wait for a warehouse that sleeps, as long as the stream keeps them", async () => {
    const schedule = {
      warehousePause: "cron(0 20 ? * MON-FRI *)",
      warehouseResume: "cron(0 7 ? * MON-FRI *)",
    };
    const { warehouse } = await settingsOf({ ...schedule, retentionHours: "72" });
    assert.equal(warehouse.consumer.maxRecordAgeSeconds, 71 * 3600);
    const awake = await settingsOf();
    assert.equal(awake.warehouse.consumer.maxRecordAgeSeconds, undefined);
  });

  it("take an empty value for none", async () => {
    assert.equal((await settingsOf({ alarmEmail: "" })).alarmEmail, undefined);
  });

  it("refuse a key that nobody reads", async () => {
    await assert.rejects(
      settingsOf({ alertTreshold: "5" }),
      /key aws-streaming-pipelines:alertTreshold is unknown; .*alertThreshold.* config rm/,
    );
  });

  it("refuse a pause schedule for a serverless warehouse", async () => {
    const cron = "cron(0 20 ? * * *)";
    await assert.rejects(
      settingsOf({ warehouse: "serverless", warehousePause: cron, warehouseResume: cron }),
      /warehouse must be provisioned where warehousePause is set/,
    );
  });
});

describe("the stack files", () => {
  for (const stack of ["dev", "local", "prod"])
    it(`configure ${stack} without a fault`, async () => {
      const file = path.resolve(__dirname, `../../Pulumi.${stack}.yaml`);
      const { config } = load(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
      const own = Object.entries(config)
        .filter(([key]) => key.startsWith("aws-streaming-pipelines:"))
        .map(([key, value]) => [key.split(":")[1], String(value)]);
      const settings = await settingsOf(Object.fromEntries(own) as Record<string, string>, {
        stack,
      });
      assert.equal(settings.durable, stack === "prod");
    });
});
