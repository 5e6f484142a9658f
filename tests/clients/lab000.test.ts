import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { CommandProcess, root } from "../commands/process";
import { pythonClients } from "./python-clients";
import { clientEnvironment, here, succeed } from "./tools";

/** The command that the documents give for the role which the lab takes for granted. */
function commandForRole(): string {
  const text = readFileSync(path.join(root, "docs/local-functions.md"), "utf8");
  const [, command] = /```bash\n(aws iam create-role --role-name LabRole[^`]*)```/.exec(text) ?? [];
  return command ?? assert.fail("the documents do not say how to make LabRole");
}

describe("Lab 000, a server's log from Kinesis by a function in Python into DynamoDB", () => {
  let PATH: string;

  before(async function () {
    PATH = [await pythonClients(this), process.env.PATH].join(path.delimiter);
  });

  it("works from its first command to its last against npm run gateway", async () => {
    const gateway = new CommandProcess("commands/gateway.ts", ["--port", "0"], {
      ...process.env,
      PATH,
    });
    try {
      const [, endpoint = ""] = await gateway.shows(/local cloud at (http:\S+)/);
      const env = { ...clientEnvironment(endpoint), PATH };
      await succeed("bash", ["-c", commandForRole()], { seconds: 60, env });
      const cwd = here("lab000");
      const output = await succeed("bash", ["steps.sh"], { seconds: 400, cwd, env });
      assert.deepEqual(output.trimEnd().split("\n"), [
        'stream: "ACTIVE"',
        'table: {"Status":"ACTIVE","Keys":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}]}',
        "without a role: The role defined for the function cannot be assumed by Lambda.",
        "function: Active\tpython3.11",
        "mapping: stream/http-requests Enabled",
        "producer: method path status bytes timestamp",
        "records: 5 of shardId-000000000000",
        "logs: END RequestId REPORT RequestId START RequestId",
        'scan: 5 of "ScannedCount": 5',
        "query: path#/static/logo.png",
        "delete-stream: Unknown options: --enforce-deletion",
        "terminate-instances: (InvalidInstanceID.NotFound) when calling the TerminateInstances operation: The instance ID 'i-0123456789abcdef0' does not exist",
        "left:",
      ]);
    } finally {
      gateway.signal("SIGINT");
      await gateway.ended;
    }
  });
});
