import assert from "node:assert/strict";
import path from "node:path";
import { cached, fetched, here, need, succeed, withCloud } from "./tools";

/** The newest version 2 and the newest version 3, and a version 3 as it is by default: with fan-out. */
const runs = [
  { version: "2.7.2", mode: "polling", shards: 2 },
  { version: "3.5.1", mode: "polling", shards: 2 },
  { version: "3.0.3", mode: "defaults", shards: 5 },
] as const;

/** A folder with the library and what it depends on. */
function jars(version: string): Promise<string> {
  const pom = here("kcl/pom.xml");
  return cached(`kcl-${version}`, pom, async (folder) => {
    const goal = ["dependency:copy-dependencies", `-DoutputDirectory=${folder}`];
    const args = ["-q", "-B", "-f", pom, `-Dkcl.version=${version}`, ...goal];
    await succeed("mvn", args, { seconds: 150 });
  });
}

const logging = [
  "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
  // It logs an error where of two merged shards one is read to its end before the other, and tries again.
  "-Dorg.slf4j.simpleLogger.log.software.amazon.kinesis.lifecycle.ShutdownTask=off",
];

const consume = (folder: string, mode: string) =>
  withCloud((env) => {
    const args = [...logging, "-cp", path.join(folder, "*"), here("kcl/Consumer.java"), mode];
    return succeed("java", args, { seconds: 420, env });
  });

describe("the Kinesis Client Library", () => {
  const folders: string[] = [];

  before(async function () {
    need(this, "java", "maven");
    for (const { version } of runs) folders.push(await fetched(this, () => jars(version)));
  });

  const names = runs.map(({ version, mode }) => `${version} (${mode})`).join(", ");
  it(`reads every record, its leases in DynamoDB, by default while shards split and merge: ${names}`, async () => {
    // It mostly waits, up to half a minute for other workers to make the leases.
    const outputs = await Promise.all(
      runs.map(({ mode }, index) => consume(folders[index] ?? "", mode)),
    );
    for (const [index, { shards }] of runs.entries())
      assert.deepEqual(outputs[index]?.trimEnd().split("\n"), [
        `2000 of 2000 records of ${shards} shards`,
        "2 leases with a checkpoint",
        "with metrics",
      ]);
  });
});
