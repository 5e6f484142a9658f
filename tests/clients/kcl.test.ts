import assert from "node:assert/strict";
import path from "node:path";
import { cached, fetched, here, need, succeed, withCloud } from "./tools";

/** The newest version 2, and the newest version 3. */
const versions = ["2.7.2", "3.5.1"] as const;

/** A folder with the library and what it depends on. */
function jars(version: string): Promise<string> {
  const pom = here("kcl/pom.xml");
  return cached(`kcl-${version}`, pom, async (folder) => {
    const goal = ["dependency:copy-dependencies", `-DoutputDirectory=${folder}`];
    const args = ["-q", "-B", "-f", pom, `-Dkcl.version=${version}`, ...goal];
    await succeed("mvn", args, { seconds: 150 });
  });
}

const consume = (folder: string) =>
  withCloud((env) => {
    const logging = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error";
    const args = [logging, "-cp", path.join(folder, "*"), here("kcl/Consumer.java")];
    return succeed("java", args, { seconds: 240, env });
  });

describe("the Kinesis Client Library, polling", () => {
  const folders: string[] = [];

  before(async function () {
    need(this, "java", "maven");
    for (const version of versions) folders.push(await fetched(this, () => jars(version)));
  });

  it(`reads every record, with its leases in DynamoDB: ${versions.join(" and ")}`, async () => {
    // It mostly waits, up to half a minute for other workers to make the leases.
    for (const output of await Promise.all(folders.map(consume)))
      assert.deepEqual(output.trimEnd().split("\n"), [
        "2000 of 2000 records of 2 shards",
        "2 leases with a checkpoint",
        "with metrics",
      ]);
  });
});
