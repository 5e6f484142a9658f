import assert from "node:assert/strict";
import {
  CreateTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  type PublishCommandInput,
} from "@aws-sdk/client-sns";
import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { settingsOf } from "../cloud";
import { refused, Workbench } from "../sqs/cloud";

describe("topics' queues", () => {
  let bench: Workbench;
  let client: SNSClient;
  let names = 0;
  const givenUp: string[] = [];

  before(async () => {
    const failed = (to: string, reason: string) => givenUp.push(`${to}: ${reason}`);
    bench = await Workbench.start({ services: ["sns"], sns: { failed } });
    client = new SNSClient(settingsOf(bench.cloud));
  });
  after(async () => {
    client.destroy();
    await bench.stop();
  });

  const topic = async (suffix = "", Attributes: Record<string, string> = {}) => {
    const fifo: Record<string, string> = suffix === ".fifo" ? { FifoTopic: "true" } : {};
    const input = { Name: `topic-${++names}${suffix}`, Attributes: { ...fifo, ...Attributes } };
    return (await client.send(new CreateTopicCommand(input))).TopicArn ?? "";
  };
  const nameOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);
  /** A queue whose policy lets a topic send to it. */
  const queueFor = async (topicArn: string, suffix = "") => {
    const url = await bench.queue(`queue-${++names}${suffix}`);
    const Statement = {
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: bench.arn(nameOf(url)),
      Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    const Attributes = { Policy };
    await bench.client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
    return url;
  };
  const subscribe = (TopicArn: string, url: string, Attributes: Record<string, string> = {}) => {
    const Endpoint = bench.arn(nameOf(url));
    return client.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, Attributes }));
  };
  const publish = (TopicArn: string, Message: string, more: Partial<PublishCommandInput> = {}) =>
    client.send(new PublishCommand({ TopicArn, Message, ...more }));
  const kind = (StringValue: string) => ({ kind: { DataType: "String", StringValue } });
  const bodies = async (url: string) =>
    (await bench.bodies(url)).map((body = "{}") => JSON.parse(body) as Record<string, unknown>);

  it("get notifications as JSON", async () => {
    const arn = await topic();
    const url = await queueFor(arn);
    await subscribe(arn, url);
    const more = { Subject: "s", MessageAttributes: kind("sale") };
    const { MessageId } = await publish(arn, "hello", more);
    const [notification] = await bodies(url);
    const { Signature, UnsubscribeURL, ...rest } = notification ?? {};
    assert.ok(Signature);
    assert.match(String(UnsubscribeURL), /Action=Unsubscribe/);
    assert.deepEqual(rest, {
      Type: "Notification",
      MessageId,
      TopicArn: arn,
      Subject: "s",
      Message: "hello",
      Timestamp: new Date(bench.now).toISOString(),
      SignatureVersion: "1",
      SigningCertURL: rest.SigningCertURL,
      MessageAttributes: { kind: { Type: "String", Value: "sale" } },
    });
  });

  it("get the bare message with its attributes, where raw delivery asks for it", async () => {
    const arn = await topic();
    const url = await queueFor(arn);
    await subscribe(arn, url, { RawMessageDelivery: "true" });
    await publish(arn, "hello", { MessageAttributes: kind("sale"), MessageGroupId: "tenant" });
    const [message] = await bench.receive(url, {
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["MessageGroupId"],
    });
    assert.equal(message?.Body, "hello");
    assert.deepEqual(message.MessageAttributes, kind("sale"));
    assert.deepEqual(message.Attributes, { MessageGroupId: "tenant" });
  });

  it("get what their filter policies let through, by attributes or by the body", async () => {
    const arn = await topic();
    const [byAttribute, byBody] = [await queueFor(arn), await queueFor(arn)];
    const raw = { RawMessageDelivery: "true" };
    await subscribe(arn, byAttribute, { ...raw, FilterPolicy: '{"kind":["sale"]}' });
    await subscribe(arn, byBody, {
      ...raw,
      FilterPolicyScope: "MessageBody",
      FilterPolicy: '{"total":[{"numeric":[">",10]}]}',
    });
    await publish(arn, '{"total":5}', { MessageAttributes: kind("sale") });
    await publish(arn, '{"total":11}', { MessageAttributes: kind("gift") });
    assert.deepEqual(await bench.bodies(byAttribute), ['{"total":5}']);
    assert.deepEqual(await bench.bodies(byBody), ['{"total":11}']);
  });

  it("get nothing where their policy does not let the topic, or another one, send", async () => {
    const [arn, other] = [await topic(), await topic()];
    const [closed, others] = [await bench.queue("closed"), await queueFor(other)];
    await subscribe(arn, closed);
    await subscribe(arn, others);
    givenUp.length = 0;
    await publish(arn, "hello");
    assert.deepEqual(await bench.bodies(closed), []);
    assert.deepEqual(await bench.bodies(others), []);
    assert.equal(givenUp.length, 2);
    assert.match(givenUp[0] ?? "", /:closed: sns.amazonaws.com is not authorized to perform/);
  });

  it("get what cannot be delivered, where a subscription's redrive policy names one", async () => {
    const arn = await topic();
    const lost = await queueFor(arn);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: bench.arn(nameOf(lost)) });
    await subscribe(arn, "none", { RedrivePolicy, RawMessageDelivery: "true" });
    await publish(arn, "hello");
    assert.deepEqual(await bench.bodies(lost), ["hello"]);
    await assert.rejects(
      subscribe(arn, "none", { RedrivePolicy: '{"deadLetterTargetArn":"queue"}' }),
      refused("InvalidParameterException", "deadLetterTargetArn is an invalid arn"),
    );
  });

  it("of FIFO topics get each message once and in order", async () => {
    const arn = await topic(".fifo", { ContentBasedDeduplication: "true" });
    const [ordered, plain] = [await queueFor(arn, ".fifo"), await queueFor(arn)];
    await subscribe(arn, ordered);
    await subscribe(arn, plain);
    const group = { MessageGroupId: "g" };
    const first = await publish(arn, "1", group);
    const again = await publish(arn, "1", group);
    assert.equal(again.MessageId, first.MessageId);
    assert.equal(again.SequenceNumber, first.SequenceNumber);
    const { Successful = [] } = await client.send(
      new PublishBatchCommand({
        TopicArn: arn,
        PublishBatchRequestEntries: ["2", "3"].map((Message) => ({
          Id: Message,
          Message,
          MessageDeduplicationId: Message,
          ...group,
        })),
      }),
    );
    const sequence = [first, ...Successful].map(({ SequenceNumber = "" }) => SequenceNumber);
    assert.deepEqual(sequence, [...sequence].sort());
    assert.match(sequence[0] ?? "", /^\d{20}$/);
    const [notification, ...more] = await bodies(plain);
    assert.equal(more.length, 2);
    const { UnsubscribeURL, ...document } = notification ?? {};
    assert.ok(UnsubscribeURL);
    assert.deepEqual(document, {
      Type: "Notification",
      MessageId: first.MessageId,
      SequenceNumber: first.SequenceNumber,
      TopicArn: arn,
      Message: "1",
      Timestamp: new Date(bench.now).toISOString(),
    });
    const messages = await bench.receive(ordered, { MessageSystemAttributeNames: ["All"] });
    const told = messages.map(({ Body = "", Attributes }) => {
      const { Message } = JSON.parse(Body) as { Message: string };
      return [Message, Attributes?.MessageGroupId, Attributes?.MessageDeduplicationId?.length];
    });
    assert.deepEqual(told, [
      ["1", "g", 64],
      ["2", "g", 1],
      ["3", "g", 1],
    ]);
    bench.pass(300);
    await publish(arn, "1", group);
    assert.equal((await bodies(plain)).length, 4);
  });

  it("are told apart by the type of their topic", async () => {
    const [fifo, standard] = [await topic(".fifo"), await topic()];
    const invalid = "InvalidParameterException";
    const email = { TopicArn: fifo, Protocol: "email", Endpoint: "a@example.com" };
    await assert.rejects(client.send(new SubscribeCommand(email)), refused(invalid, "FIFO"));
    await assert.rejects(
      subscribe(standard, "q.fifo"),
      refused(invalid, "can not be subscribed to standard"),
    );
    await assert.rejects(publish(fifo, "m"), refused(invalid, "MessageGroupId"));
    await assert.rejects(
      publish(fifo, "m", { MessageGroupId: "g" }),
      refused(invalid, "ContentBasedDeduplication enabled or MessageDeduplicationId"),
    );
    await assert.rejects(
      publish(standard, "m", { MessageDeduplicationId: "d" }),
      refused(invalid, "not valid for this topic type"),
    );
    const name = { Name: "plain", Attributes: { FifoTopic: "true" } };
    await assert.rejects(client.send(new CreateTopicCommand(name)), refused(invalid, ".fifo"));
  });
});
