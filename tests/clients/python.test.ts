import assert from "node:assert/strict";
import path from "node:path";
import { pythonClients } from "./python-clients";
import { here, succeed, withCloud } from "./tools";

describe("Python's clients", () => {
  let programs: string;

  before(async function () {
    programs = await pythonClients(this);
  });

  const drive = async (command: string, script: string) => {
    const PATH = [programs, process.env.PATH].join(path.delimiter);
    const output = await withCloud((cloud) => {
      const env = { ...cloud, PATH, PYTHONDONTWRITEBYTECODE: "1" };
      return succeed(command, [here("python", script)], { seconds: 400, env });
    });
    return output.trimEnd().split("\n");
  };

  it("are served by every service: boto3", async () => {
    assert.deepEqual(await drive("python3", "every_service.py"), [
      "kinesis: 2000 records of 2 shards, 3 pages of streams",
      "dynamodb: 40 items on 3 pages, then ConditionalCheckFailedException",
      "s3: 25 keys on 3 pages, 11534336 bytes in parts, then NoSuchKey",
      "lambda: double with a timeout of 7 s",
      "logs: /aws/lambda/double, own",
      "sns: 101 topics on 2 pages",
      "sqs: 9 dead letters, 1 2 3, 2 pages, then AWS.SimpleQueueService.NonExistentQueue",
      "firehose: 400 records to destinationId-000000000001",
      "athena: 400 rows below ['id', 'price']",
      "redshift-data: 2 rows of sales",
      "cloudwatch: 3.5 events in a minute",
    ]);
  });

  it("are served by every service: the AWS CLI", async () => {
    assert.deepEqual(await drive("bash", "cli.sh"), [
      "sts: 000000000000",
      "kinesis: first second third",
      "s3: large tree/a b+ñ.json tree/c.json",
      "dynamodb: a b c",
      "lambda: 42",
      "sns: arn:aws:sns:us-east-1:000000000000:alarms",
      "sqs: 1 hello",
      "athena: SUCCEEDED 7 id",
      "cloudwatch: Events",
      "refused: ResourceNotFoundException",
    ]);
  });
});
