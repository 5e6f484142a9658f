import assert from "node:assert/strict";
import type { CloudClient } from "../../local/gateway/service";
import { withDefaults } from "../../local/resources/check";
import type { Properties, ResourceKind } from "../../local/resources/kind";
import { sqsKinds } from "../../local/resources/sqs";
import { createCloud, type Cloud } from "../cloud";

function kindOf(name: string): ResourceKind {
  const kind = sqsKinds.find(({ type }) => type.endsWith(`:${name}`));
  assert.ok(kind, name);
  return kind;
}

describe("queues and their policies as resources", () => {
  let whole: Cloud;
  let cloud: CloudClient;
  let url: string;
  const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

  beforeEach(async () => {
    whole = await createCloud({ services: ["sqs", "tagging"] });
    cloud = whole.client;
    await cloud.call("sqs", "CreateQueue", { QueueName: "dead" });
    ({ QueueUrl: url = "" } = await cloud.call("sqs", "CreateQueue", { QueueName: "work" }));
  });
  afterEach(() => whole.stop());

  const allow = (Action: string) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action, Resource: arn("work") }],
  });
  const redrive = (maxReceiveCount: number) =>
    JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount });
  const cases: readonly [name: string, inputs: () => Properties, changed: Properties][] = [
    [
      "Queue",
      () => ({
        name: "orders.fifo",
        fifoQueue: true,
        contentBasedDeduplication: true,
        delaySeconds: 5,
        tags: { team: "a" },
      }),
      { delaySeconds: 0, visibilityTimeoutSeconds: 60, tags: { env: "b" } },
    ],
    [
      "Queue",
      () => ({ name: "jobs", redrivePolicy: redrive(3), kmsMasterKeyId: "alias/aws/sqs" }),
      { redrivePolicy: redrive(4), messageRetentionSeconds: 60, kmsMasterKeyId: "alias/own" },
    ],
    [
      "QueuePolicy",
      () => ({ queueUrl: url, policy: JSON.stringify(allow("sqs:SendMessage"), null, 2) }),
      { policy: JSON.stringify(allow("sqs:*")) },
    ],
    [
      "RedrivePolicy",
      () => ({ queueUrl: url, redrivePolicy: redrive(1) }),
      { redrivePolicy: redrive(2) },
    ],
    [
      "RedriveAllowPolicy",
      () => ({ queueUrl: url, redriveAllowPolicy: '{"redrivePermission":"denyAll"}' }),
      { redriveAllowPolicy: '{"redrivePermission":"allowAll"}' },
    ],
  ];

  for (const [name, make, changed] of cases)
    it(`creates, reads, changes and deletes a ${name} (${Object.keys(changed).join(", ")})`, async () => {
      const kind = kindOf(name);
      const inputs = { ...kind.defaults, ...make() };
      const accepted = new Set([...kind.required, ...kind.optional]);
      const foreign = Object.keys(inputs).filter((key) => !accepted.has(key));
      assert.deepEqual(foreign, []);
      assert.deepEqual(kind.check?.(inputs), []);
      const { id, outputs } = await kind.create(inputs, cloud);
      for (const [key, value] of Object.entries(inputs)) assert.deepEqual(outputs[key], value, key);
      assert.deepEqual((await kind.read(id, outputs, cloud))?.outputs, outputs);
      const news = { ...inputs, ...changed };
      const after = await kind.update?.(id, outputs, news, cloud);
      assert.ok(after);
      for (const [key, value] of Object.entries(news)) assert.deepEqual(after[key], value, key);
      assert.deepEqual((await kind.read(id, after, cloud))?.outputs, after);
      await kind.delete(id, after, cloud);
      await kind.delete(id, after, cloud);
      assert.equal(await kind.read(id, after, cloud), undefined);
    });

  it("names FIFO queues so that they end with .fifo", () => {
    const inputs = withDefaults(kindOf("Queue"), "orders", { fifoQueue: true });
    assert.match(String(inputs.name), /^orders-[0-9a-f]{7}\.fifo$/);
  });

  it("leaves the policy alone that a resource of its own gave to a queue", async () => {
    const queue = kindOf("Queue");
    const inputs = { ...queue.defaults, name: "shared" };
    const { id, outputs } = await queue.create(inputs, cloud);
    const policy = JSON.stringify(allow("sqs:SendMessage"));
    const own = await kindOf("QueuePolicy").create({ queueUrl: id, policy }, cloud);
    await queue.update?.(id, { ...outputs, policy }, { ...inputs, delaySeconds: 1 }, cloud);
    assert.ok(await kindOf("QueuePolicy").read(own.id, own.outputs, cloud));
  });

  it("refuses what no queue can be", () => {
    const check = (inputs: Properties) =>
      (kindOf("Queue").check?.(inputs) ?? []).map(({ property }) => property);
    assert.deepEqual(check({ name: "orders", fifoQueue: true }), ["name"]);
    assert.deepEqual(check({ name: "a b", visibilityTimeoutSeconds: 43_201 }), [
      "visibilityTimeoutSeconds",
      "name",
    ]);
    assert.deepEqual(check({ name: "a", contentBasedDeduplication: true }), [
      "contentBasedDeduplication",
    ]);
  });
});
