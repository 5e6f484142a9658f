import assert from "node:assert/strict";
import {
  AddPermissionCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  RemovePermissionCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { refused, Workbench } from "./cloud";

describe("queues", () => {
  let bench: Workbench;

  before(async () => {
    bench = await Workbench.start();
  });
  after(() => bench.stop());

  const set = (QueueUrl: string, Attributes: Record<string, string>) =>
    bench.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  const remove = (QueueUrl: string) => bench.client.send(new DeleteQueueCommand({ QueueUrl }));

  it("have a URL at the gateway and the attributes that SQS assumes", async () => {
    const url = await bench.queue("assumed");
    assert.equal(url, `${bench.cloud.endpoint}/000000000000/assumed`);
    const found = await bench.client.send(new GetQueueUrlCommand({ QueueName: "assumed" }));
    assert.equal(found.QueueUrl, url);
    const seconds = String(bench.now / 1000);
    assert.deepEqual(await bench.attributes(url), {
      QueueArn: bench.arn("assumed"),
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      CreatedTimestamp: seconds,
      LastModifiedTimestamp: seconds,
      VisibilityTimeout: "30",
      MaximumMessageSize: "1048576",
      MessageRetentionPeriod: "345600",
      DelaySeconds: "0",
      ReceiveMessageWaitTimeSeconds: "0",
      SqsManagedSseEnabled: "true",
    });
  });

  it("of a name are the same where their attributes are, and are refused where not", async () => {
    const url = await bench.queue("twice", { DelaySeconds: "5" });
    assert.equal(await bench.queue("twice"), url);
    assert.equal(await bench.queue("twice", { DelaySeconds: "5" }), url);
    await assert.rejects(
      bench.queue("twice", { DelaySeconds: "6" }),
      refused("QueueNameExists", "a different value for attribute DelaySeconds"),
    );
  });

  it("are refused by names and attributes that no queue can have", async () => {
    const value = "InvalidParameterValue";
    await assert.rejects(bench.queue("a b"), refused(value, "Can only include alphanumeric"));
    await assert.rejects(bench.queue("a".repeat(81)), refused(value));
    await assert.rejects(
      bench.queue("plain", { FifoQueue: "true" }),
      refused(value, "must end with .fifo suffix"),
    );
    const name = "InvalidAttributeName";
    await assert.rejects(bench.queue("plain", { Colour: "red" }), refused(name, "Colour"));
    await assert.rejects(bench.queue("plain", { QueueArn: "x" }), refused(name));
    await assert.rejects(
      bench.queue("plain", { ContentBasedDeduplication: "true" }),
      refused(name, "Unknown Attribute ContentBasedDeduplication."),
    );
    const wrong = {
      VisibilityTimeout: "43201",
      MaximumMessageSize: "1048577",
      MessageRetentionPeriod: "59",
      DelaySeconds: "-1",
      ReceiveMessageWaitTimeSeconds: "21",
      KmsDataKeyReusePeriodSeconds: "59",
      SqsManagedSseEnabled: "yes",
      Policy: "{}",
    };
    for (const [attribute, text] of Object.entries(wrong)) {
      await assert.rejects(
        bench.queue("plain", { [attribute]: text }),
        refused("InvalidAttributeValue", `Invalid value for the parameter ${attribute}.`),
      );
    }
    const { QueueUrls = [] } = await bench.client.send(new ListQueuesCommand({}));
    assert.ok(!QueueUrls.some((url) => url.endsWith("/plain")));
  });

  it("change their attributes all at once or not at all", async () => {
    const url = await bench.queue("changed");
    bench.pass(7);
    await set(url, { VisibilityTimeout: "1", KmsMasterKeyId: "alias/aws/sqs" });
    const now = await bench.attributes(url);
    assert.equal(now.VisibilityTimeout, "1");
    assert.equal(now.SqsManagedSseEnabled, "false");
    assert.equal(now.KmsDataKeyReusePeriodSeconds, "300");
    assert.equal(Number(now.LastModifiedTimestamp), Number(now.CreatedTimestamp) + 7);
    await assert.rejects(
      set(url, { VisibilityTimeout: "2", DelaySeconds: "901" }),
      refused("InvalidAttributeValue"),
    );
    await set(url, { KmsMasterKeyId: "" });
    const then = await bench.attributes(url);
    assert.equal(then.VisibilityTimeout, "1");
    assert.equal(then.KmsMasterKeyId, undefined);
  });

  it("are gone when they are deleted, and their name is free after a minute", async () => {
    const url = await bench.queue("deleted");
    await bench.send(url, "m");
    await remove(url);
    await assert.rejects(bench.receive(url), refused("QueueDoesNotExist", "does not exist"));
    await assert.rejects(remove(url), refused("QueueDoesNotExist"));
    await assert.rejects(bench.queue("deleted"), refused("QueueDeletedRecently", "60 seconds"));
    bench.pass(60);
    assert.deepEqual(await bench.counts(await bench.queue("deleted")), [0, 0, 0]);
  });

  it("are found by their URL whatever host it has, and by nothing that is no URL", async () => {
    await bench.queue("hosts");
    const real = "https://sqs.us-east-1.amazonaws.com/000000000000/hosts";
    assert.deepEqual(await bench.counts(real), [0, 0, 0]);
    await assert.rejects(bench.counts("hosts"), refused("InvalidAddress"));
    await assert.rejects(bench.counts(real.replace("0/", "1/")), refused("QueueDoesNotExist"));
  });

  it("are listed by the start of their names, in pages", async () => {
    for (const name of ["page-a", "page-b", "page-c"]) await bench.queue(name);
    const list = async (input: { MaxResults?: number; NextToken?: string } = {}) => {
      const command = new ListQueuesCommand({ QueueNamePrefix: "page-", ...input });
      const { QueueUrls = [], NextToken } = await bench.client.send(command);
      return { names: QueueUrls.map((url) => url.slice(-1)), NextToken };
    };
    assert.deepEqual(await list(), { names: ["a", "b", "c"], NextToken: undefined });
    const first = await list({ MaxResults: 2 });
    assert.deepEqual(first.names, ["a", "b"]);
    const second = await list({ MaxResults: 2, NextToken: first.NextToken ?? "" });
    assert.deepEqual(second, { names: ["c"], NextToken: undefined });
    await assert.rejects(list({ MaxResults: 1001 }), refused("InvalidParameterValue", "1000"));
  });

  it("carry tags", async () => {
    const create = new CreateQueueCommand({ QueueName: "tagged", tags: { team: "a", env: "b" } });
    const { QueueUrl } = await bench.client.send(create);
    await bench.client.send(new TagQueueCommand({ QueueUrl, Tags: { env: "c" } }));
    await bench.client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["team"] }));
    const { Tags } = await bench.client.send(new ListQueueTagsCommand({ QueueUrl }));
    assert.deepEqual(Tags, { env: "c" });
  });

  it("give permissions to other accounts in their policy", async () => {
    const url = await bench.queue("shared");
    const add = (Label: string, Actions: string[], AWSAccountIds = ["111122223333"]) =>
      bench.client.send(new AddPermissionCommand({ QueueUrl: url, Label, AWSAccountIds, Actions }));
    await add("send", ["SendMessage"]);
    const { Policy = "" } = await bench.attributes(url);
    assert.deepEqual(JSON.parse(Policy), {
      Version: "2008-10-17",
      Id: `${bench.arn("shared")}/SQSDefaultPolicy`,
      Statement: [
        {
          Sid: "send",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111122223333:root" },
          Action: "SQS:SendMessage",
          Resource: bench.arn("shared"),
        },
      ],
    });
    const value = "InvalidParameterValue";
    await assert.rejects(add("send", ["SendMessage"]), refused(value, "Already exists."));
    await assert.rejects(add("own", ["DeleteQueue"]), refused(value, "Only the queue owner"));
    const drop = new RemovePermissionCommand({ QueueUrl: url, Label: "send" });
    await bench.client.send(drop);
    assert.equal((await bench.attributes(url)).Policy, undefined);
    await assert.rejects(bench.client.send(drop), refused(value, "can't find label"));
  });

  it("give what was received too often to another queue, which lists them", async () => {
    const dead = await bench.queue("dead");
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: bench.arn("dead"),
      maxReceiveCount: "2",
    });
    const url = await bench.queue("redriven", { RedrivePolicy, VisibilityTimeout: "0" });
    await bench.send(url, "m");
    const sentAt = String(bench.now);
    assert.deepEqual(await bench.bodies(url), ["m"]);
    assert.deepEqual(await bench.bodies(url), ["m"]);
    bench.pass(1);
    assert.deepEqual(await bench.bodies(url), []);
    const [message] = await bench.receive(dead, { MessageSystemAttributeNames: ["All"] });
    assert.equal(message?.Body, "m");
    assert.equal(message.Attributes?.DeadLetterQueueSourceArn, bench.arn("redriven"));
    assert.equal(message.Attributes.ApproximateReceiveCount, "3");
    assert.equal(message.Attributes.SentTimestamp, sentAt);
    const list = new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead });
    assert.deepEqual((await bench.client.send(list)).queueUrls, [url]);
  });

  it("refuse redrive policies that cannot be", async () => {
    await bench.queue("target");
    await bench.queue("target.fifo");
    await bench.queue("closed", { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' });
    const url = await bench.queue("source");
    const policy = (name: string, maxReceiveCount: unknown = 1) =>
      set(url, {
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: bench.arn(name), maxReceiveCount }),
      });
    const value = "InvalidParameterValue";
    await assert.rejects(policy("none"), refused(value, "Dead letter target does not exist."));
    await assert.rejects(policy("target", 0), refused(value, "valid values are from 1 to 1000"));
    await assert.rejects(policy("target.fifo"), refused(value, "must be same type of queue"));
    await assert.rejects(policy("closed"), refused(value, "does not allow"));
    await assert.rejects(set(url, { RedrivePolicy: "[]" }), refused(value, "not a valid JSON map"));
    await assert.rejects(
      set(url, { RedriveAllowPolicy: '{"redrivePermission":"byQueue"}' }),
      refused(value, "1 to 10 ARNs"),
    );
    const by = { redrivePermission: "byQueue", sourceQueueArns: [bench.arn("source")] };
    await set(await bench.queue("closed"), { RedriveAllowPolicy: JSON.stringify(by) });
    await policy("closed");
  });
});
