import assert from "node:assert/strict";
import { createVerify } from "node:crypto";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import type { Sns } from "../../local/services/sns";
import { stringToSign } from "../../local/services/sns/signature";
import type { SignedDocument } from "../../local/services/sns/signature";
import { createCloud, settingsOf, type Cloud } from "../cloud";

type Document = SignedDocument & Record<string, string> & { MessageAttributes?: object };

interface Received {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const named = (name: string) => (error: unknown) => {
  assert.equal((error as Error).name, name);
  return true;
};

describe("the local SNS", () => {
  let cloud: Cloud;
  let sns: Sns;
  let client: SNSClient;
  let web: Server;
  const received: Received[] = [];
  const invoked: string[] = [];
  const givenUp: string[] = [];
  /** Statuses for the next requests of the subscriber; 200 after them. */
  const statuses: number[] = [];

  const topic = async (Name: string) =>
    (await client.send(new CreateTopicCommand({ Name }))).TopicArn ?? "";
  const subscribe = async (
    TopicArn: string,
    Protocol: string,
    Endpoint: string,
    Attributes: Record<string, string> = {},
  ) => {
    const request = { TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true };
    return (await client.send(new SubscribeCommand(request))).SubscriptionArn ?? "";
  };
  const publish = (TopicArn: string, Message: string, more: object = {}) =>
    client.send(new PublishCommand({ TopicArn, Message, ...more }));
  const mailedTo = (address: string) =>
    sns
      .outbox()
      .filter((each) => each.address === address)
      .map(({ message }) => message);
  const address = () => `http://127.0.0.1:${(web.address() as AddressInfo).port}/hook`;
  const confirmed = async (TopicArn: string, attributes: Record<string, string> = {}) => {
    const arn = await subscribe(TopicArn, "http", address(), attributes);
    await sns.delivered();
    const { SubscribeURL = "" } = JSON.parse(received.pop()?.body ?? "{}") as Document;
    assert.equal((await fetch(SubscribeURL)).status, 200);
    return arn;
  };

  before(async () => {
    cloud = await createCloud({
      services: ["sns"],
      sns: {
        invoke: (arn, payload) => {
          invoked.push(`${arn} ${payload}`);
          return Promise.resolve();
        },
        failed: (to, reason) => givenUp.push(`${to} ${reason}`),
      },
    });
    ({ sns } = cloud);
    client = new SNSClient(settingsOf(cloud));
    web = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        received.push({ headers: request.headers, body });
        response.writeHead(statuses.shift() ?? 200).end();
      });
    });
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  });
  after(async () => {
    client.destroy();
    await cloud.stop();
    await new Promise((resolve) => web.close(resolve));
  });
  beforeEach(() => {
    received.length = 0;
    statuses.length = 0;
  });

  it("creates a topic once, with attributes and tags", async () => {
    const TopicArn = await topic("once");
    assert.equal(TopicArn, "arn:aws:sns:us-east-1:000000000000:once");
    assert.equal(await topic("once"), TopicArn);
    const { Topics = [] } = await client.send(new ListTopicsCommand({}));
    assert.deepEqual(
      Topics.filter((each) => each.TopicArn === TopicArn),
      [{ TopicArn }],
    );
    await client.send(
      new SetTopicAttributesCommand({
        TopicArn,
        AttributeName: "KmsMasterKeyId",
        AttributeValue: "alias/aws/sns",
      }),
    );
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    assert.equal(Attributes?.["KmsMasterKeyId"], "alias/aws/sns");
    await client.send(
      new TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: "stack", Value: "dev" }] }),
    );
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
    assert.deepEqual(Tags, [{ Key: "stack", Value: "dev" }]);
    const long = { ResourceArn: TopicArn, Tags: [{ Key: "k".repeat(129), Value: "" }] };
    await assert.rejects(client.send(new TagResourceCommand(long)), {
      message: /at 'tags\.1\.member\.key' .* length less than or equal to 128$/,
    });
    await client.send(new DeleteTopicCommand({ TopicArn }));
    await client.send(new DeleteTopicCommand({ TopicArn }));
    const gone = client.send(new GetTopicAttributesCommand({ TopicArn }));
    await assert.rejects(gone, named("NotFoundException"));
  });

  it("puts what it would mail into the outbox", async () => {
    const TopicArn = await topic("mail");
    const SubscriptionArn = await subscribe(TopicArn, "email", "ops@example.com");
    const subscription = await client.send(
      new GetSubscriptionAttributesCommand({ SubscriptionArn }),
    );
    assert.equal(subscription.Attributes?.["PendingConfirmation"], "false");
    const MessageAttributes = { amount: { DataType: "Number", StringValue: "12000.50" } };
    const { MessageId } = await publish(TopicArn, '{"id":"txn123"}', {
      Subject: "Large transaction",
      MessageAttributes,
    });
    const mail = sns.outbox().find((each) => each.messageId === MessageId);
    assert.deepEqual(
      [mail?.address, mail?.subject, mail?.message, mail?.attributes],
      ["ops@example.com", "Large transaction", '{"id":"txn123"}', MessageAttributes],
    );
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    await publish(TopicArn, "nobody reads this");
    assert.deepEqual(mailedTo("ops@example.com"), ['{"id":"txn123"}']);
  });

  it("asks an HTTP subscriber to confirm, then sends signed notifications", async () => {
    const TopicArn = await topic("web");
    const arn = await subscribe(TopicArn, "http", address());
    await publish(TopicArn, "before confirmation");
    await sns.delivered();
    assert.equal(received.length, 1);
    const request = JSON.parse(received[0]?.body ?? "") as Document;
    assert.equal(request.Type, "SubscriptionConfirmation");
    assert.equal(received[0]?.headers["x-amz-sns-message-type"], "SubscriptionConfirmation");
    assert.equal((await fetch(request.SubscribeURL ?? "")).status, 200);

    await publish(TopicArn, "hello", {
      Subject: "greeting",
      MessageAttributes: { type: { DataType: "String", StringValue: "test" } },
    });
    await sns.delivered();
    const notification = JSON.parse(received[1]?.body ?? "") as Document;
    assert.deepEqual(
      [notification.Type, notification.Message, notification.Subject, notification.TopicArn],
      ["Notification", "hello", "greeting", TopicArn],
    );
    assert.deepEqual(notification.MessageAttributes, { type: { Type: "String", Value: "test" } });
    assert.equal(received[1]?.headers["x-amz-sns-subscription-arn"], arn);
    for (const document of [request, notification]) {
      const verify = createVerify("RSA-SHA1").update(stringToSign(document));
      assert.ok(verify.verify(sns.signingKey(), document["Signature"] ?? "", "base64"));
    }
    assert.equal((await fetch(notification["UnsubscribeURL"] ?? "")).status, 200);
    await publish(TopicArn, "after unsubscribing");
    await sns.delivered();
    assert.equal(received.length, 2);
  });

  it("delivers the bare message where RawMessageDelivery asks for it", async () => {
    const TopicArn = await topic("raw");
    await confirmed(TopicArn, { RawMessageDelivery: "true" });
    await publish(TopicArn, "just this");
    await sns.delivered();
    assert.equal(received.at(-1)?.body, "just this");
  });

  it("tries again when a subscriber fails, and gives up in the end", async () => {
    const TopicArn = await topic("flaky");
    await confirmed(TopicArn);
    statuses.push(500, 503);
    await publish(TopicArn, "third time lucky");
    await sns.delivered();
    assert.equal(received.length, 3);
    statuses.push(404);
    await publish(TopicArn, "never");
    await sns.delivered();
    assert.deepEqual(givenUp, [`${address()} HTTP 404`]);
  });

  it("never sends anything off this machine", async () => {
    const TopicArn = await topic("away");
    const endpoints = [
      "http://example.com/hook",
      "http://127.0.0.1.example.com/",
      "http://localhost@example.com/",
      "http://10.0.0.1/",
      "https://[2001:db8::1]/",
    ];
    for (const endpoint of endpoints) {
      const protocol = endpoint.split(":")[0] ?? "";
      const refused = subscribe(TopicArn, protocol, endpoint);
      await assert.rejects(refused, /delivers to this machine only/);
    }
    const sms = subscribe(TopicArn, "sms", "+15550100");
    await assert.rejects(sms, /does not deliver to sms/);
    const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    assert.deepEqual(Subscriptions, []);
  });

  it("invokes a subscribed function with SNS's event", async () => {
    const TopicArn = await topic("function");
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
    await subscribe(TopicArn, "lambda", arn);
    await publish(TopicArn, "work");
    const [to, payload] = invoked[0]?.split(/ (.*)/s) ?? [];
    assert.equal(to, arn);
    const event = JSON.parse(payload ?? "") as { Records: { Sns: { Message: string } }[] };
    assert.equal(event.Records[0]?.Sns.Message, "work");
  });

  const amount = (StringValue: string) => ({ amount: { DataType: "Number", StringValue } });
  const kind = (StringValue: string) => ({ kind: { DataType: "String", StringValue } });
  const policies: [string, object, object, object][] = [
    ["an exact value", { kind: ["sale", "refund"] }, kind("refund"), kind("gift")],
    ["a prefix", { kind: [{ prefix: "sa" }] }, kind("sale"), kind("resale")],
    ["a suffix", { kind: [{ suffix: "le" }] }, kind("sale"), kind("sales")],
    ["anything but", { kind: [{ "anything-but": ["sale"] }] }, kind("gift"), kind("sale")],
    ["a number", { amount: [{ numeric: ["=", 5] }] }, amount("5.0"), amount("6")],
    ["a range", { amount: [{ numeric: [">", 10, "<=", 20] }] }, amount("20"), amount("10")],
    [
      "an address's network",
      { kind: [{ cidr: "10.0.0.0/24" }] },
      kind("10.0.0.255"),
      kind("10.1.1.0"),
    ],
    [
      "texts whatever their case",
      { kind: [{ "equals-ignore-case": "SALE" }] },
      kind("sale"),
      kind("x"),
    ],
    [
      "anything but a prefix",
      { kind: [{ "anything-but": { prefix: "x" } }] },
      kind("ax"),
      kind("xa"),
    ],
    ["one of two keys", { $or: [{ kind: ["sale"] }, { amount: [1] }] }, amount("1"), kind("gift")],
    ["existence", { kind: [{ exists: true }] }, kind("x"), amount("1")],
    ["absence", { kind: [{ exists: false }] }, amount("1"), kind("x")],
    [
      "every key",
      { kind: ["sale"], amount: [{ numeric: [">=", 3] }] },
      { ...kind("sale"), ...amount("3") },
      kind("sale"),
    ],
  ];
  for (const [name, policy, passing, stopped] of policies) {
    it(`filters by ${name}`, async () => {
      const TopicArn = await topic("filtered");
      const to = `${name.replaceAll(" ", "-")}@example.com`;
      await subscribe(TopicArn, "email", to, { FilterPolicy: JSON.stringify(policy) });
      await publish(TopicArn, "passes", { MessageAttributes: passing });
      await publish(TopicArn, "does not", { MessageAttributes: stopped });
      assert.deepEqual(mailedTo(to), ["passes"]);
    });
  }

  const refused: [policy: string, message: string][] = [
    ["{", "failed to parse JSON."],
    ['{"a":"b"}', '"a" must be an object or an array'],
    ['{"a":[]}', "Empty arrays are not allowed"],
    ['{"a":[{"like":"b"}]}', "Unrecognized match type like"],
    ['{"a":[{"prefix":1}]}', "prefix match pattern must be a string"],
    ['{"a":[{"exists":1}]}', "exists match pattern must be either true or false."],
    ['{"a":[["b"]]}', "Match value must be String, number, true, false, or null"],
    ['{"a":[{"cidr":"10.0.0.0/33"}]}', "Malformed CIDR, an address and its mask bits are required"],
    ['{"a":[{"numeric":["<"]}]}', "Value of < must be numeric"],
    ['{"a":[{"numeric":["<",1,">",0]}]}', "Bad numeric range operator: <"],
    ['{"a":[{"numeric":[">",1,"<",0]}]}', "Bottom must be less than top"],
    ['{"$or":[{"a":["b"]}]}', "Unrecognized match type a"],
    [
      '{"a":{"b":["c"]}}',
      "Filter policy scope MessageAttributes does not support nested filter policy",
    ],
    [
      JSON.stringify(Object.fromEntries(Array.from("abcdef", (key) => [key, ["x"]]))),
      "Filter policy can not have more than 5 keys",
    ],
    [
      JSON.stringify({
        a: Array.from({ length: 16 }, String),
        b: Array.from({ length: 10 }, String),
      }),
      "Filter policy is too complex",
    ],
  ];
  for (const [FilterPolicy, why] of refused)
    it(`refuses the filter policy ${FilterPolicy.slice(0, 40)}`, async () => {
      const TopicArn = await topic("refusing");
      await assert.rejects(subscribe(TopicArn, "email", "a@example.com", { FilterPolicy }), {
        name: "InvalidParameterException",
        message: `Invalid parameter: FilterPolicy: ${why}`,
      });
    });

  it("filters by members of the body", async () => {
    const TopicArn = await topic("bodies");
    const SubscriptionArn = await subscribe(TopicArn, "email", "body@example.com");
    const set = (AttributeName: string, AttributeValue: string) =>
      client.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }),
      );
    await set("FilterPolicyScope", "MessageBody");
    await set("FilterPolicy", '{"order":{"total":[{"numeric":[">",10000]}]},"tags":["vip"]}');
    const yes = '{"order":{"total":12000},"tags":["new","vip"]}';
    await publish(TopicArn, yes);
    await publish(TopicArn, '{"order":{"total":10000},"tags":["vip"]}');
    await publish(TopicArn, "not JSON");
    assert.deepEqual(mailedTo("body@example.com"), [yes]);
    await assert.rejects(set("FilterPolicy", "{"), named("InvalidParameterException"));
    await assert.rejects(
      set("FilterPolicy", '{"a":[{"like":"b"}]}'),
      named("InvalidParameterException"),
    );
  });

  it("publishes a batch with an outcome per entry", async () => {
    const TopicArn = await topic("batch");
    await subscribe(TopicArn, "email", "batch@example.com");
    const { Successful = [], Failed = [] } = await client.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [
          { Id: "good", Message: "1", MessageAttributes: kind("a") },
          { Id: "bad", Message: "2", Subject: "two\nlines" },
        ],
      }),
    );
    assert.deepEqual(
      Successful.map(({ Id }) => Id),
      ["good"],
    );
    assert.deepEqual(
      Failed.map(({ Id, SenderFault }) => [Id, SenderFault]),
      [["bad", true]],
    );
    assert.deepEqual(mailedTo("batch@example.com"), ["1"]);
    const entries = (count: number, size: number) =>
      Array.from({ length: count }, (_, i) => ({ Id: String(i), Message: "x".repeat(size) }));
    const send = (PublishBatchRequestEntries: { Id: string; Message: string }[]) =>
      client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
    await assert.rejects(send(entries(11, 1)), named("TooManyEntriesInBatchRequestException"));
    await assert.rejects(send(entries(2, 140_000)), named("BatchRequestTooLongException"));
    const [one] = entries(1, 1);
    assert.ok(one);
    await assert.rejects(send([one, one]), named("BatchEntryIdsNotDistinctException"));
  });

  it("refuses a message over 256 KB and a topic that is not there", async () => {
    const TopicArn = await topic("limits");
    const tooLong = publish(TopicArn, "x".repeat(256 * 1024 + 1));
    await assert.rejects(tooLong, named("InvalidParameterException"));
    await assert.rejects(publish(`${TopicArn}-not`, "x"), named("NotFoundException"));
  });
});
