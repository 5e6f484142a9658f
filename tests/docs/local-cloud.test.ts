import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient } from "@aws-sdk/client-kinesis";
import { PutRecordCommand } from "@aws-sdk/client-kinesis";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { coverage } from "../../local/coverage";
import { createCloud } from "../cloud";
import { root, startLocal } from "../commands/process";
import { eventually } from "../eventually";
import { ask } from "../controls/local";

const text = readFileSync(path.join(root, "docs/local-cloud.md"), "utf8");

/** The first code block of a language. */
function block(language: string): string {
  const [, code] = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "m").exec(text) ?? [];
  assert.ok(code !== undefined, `there is no block of ${language}`);
  return code;
}

describe("docs/local-cloud.md", () => {
  it("lists the operations that there are", async () => {
    assert.ok(text.includes(await coverage()), "it is stale: npm run docs writes it anew");
  });

  it("has a quick start that works", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "shop-"));
    writeFileSync(path.join(folder, "Pulumi.yaml"), block("yaml"));
    writeFileSync(path.join(folder, "index.ts"), block("ts"));
    symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    const local = await startLocal("--cwd", folder);
    try {
      const [, endpoint = ""] = await local.shows(/AWS_ENDPOINT_URL=(\S+) AWS_REGION=/);
      const [, QueueUrl] = await local.shows(/"queueUrl": "(.*\/000000000000\/review)"/);
      const credentials = { accessKeyId: "any", secretAccessKey: "key" };
      const kinesis = new KinesisClient({ endpoint, region: "us-east-1", credentials });
      const sqs = new SQSClient({ endpoint, region: "us-east-1", credentials });
      const order = '{"id":1,"amount":2500}';
      const sent = { StreamName: "orders", PartitionKey: "a", Data: Buffer.from(order) };
      await kinesis.send(new PutRecordCommand(sent));
      const bodies: (string | undefined)[] = [];
      await eventually(async () => {
        const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
        const { Messages = [] } = await sqs.send(receive);
        bodies.push(...Messages.map(({ Body }) => Body));
        return bodies.length > 0;
      });
      assert.deepEqual(bodies, [order]);
      const iterator = await kinesis.send(
        new GetShardIteratorCommand({
          StreamName: "large-orders",
          ShardId: "shardId-000000000000",
          ShardIteratorType: "TRIM_HORIZON",
        }),
      );
      const { Records = [] } = await kinesis.send(
        new GetRecordsCommand({ ShardIterator: iterator.ShardIterator }),
      );
      assert.deepEqual(
        Records.map(({ Data }) => Buffer.from(Data ?? []).toString()),
        [order],
      );
      kinesis.destroy();
      sqs.destroy();
    } finally {
      await local.end();
      rmSync(folder, { recursive: true });
    }
  });

  it("has commands for /_local/ that are answered", async () => {
    const cloud = await createCloud();
    try {
      const commands = [
        ...text.matchAll(/^curl (?:-X (\w+) )?http:\/\/127\.0\.0\.1:4566\/_local\/(\S+)(.*)$/gm),
      ];
      assert.ok(commands.length >= 8);
      for (const [command, method, route = "", rest = ""] of commands) {
        const [, data] = /-d '(.*)'/.exec(rest) ?? [];
        const body: unknown = data === undefined ? undefined : JSON.parse(data);
        const by = method ?? (body === undefined ? "GET" : "POST");
        const headers: Record<string, string> = rest.includes("content-type: application/json")
          ? { "content-type": "application/json" }
          : {};
        const { status } = await ask(cloud.endpoint, by, route, body, headers);
        assert.equal(status, 200, command);
      }
    } finally {
      await cloud.stop();
    }
  });
});
