import assert from "node:assert/strict";
import { register } from "./program";

const nothing = (): void => undefined;

describe("Foundation", () => {
  it("keeps failures for a month, where nobody else sees them", async () => {
    const registered = await register(nothing);
    assert.equal(registered.one("s3/bucket:Bucket").inputs.forceDestroy, true);
    const { rules } = registered.one("BucketLifecycleConfiguration").inputs;
    assert.deepEqual((rules as Record<string, unknown>[])[0]?.expiration, { days: 30 });
  });

  it("lets CloudWatch and Budgets publish to the encrypted topic, and decrypt with its key", async () => {
    const registered = await register(nothing);
    const key = registered.one("kms/key:Key").inputs;
    assert.equal(key.deletionWindowInDays, 7);
    assert.equal(key.enableKeyRotation, true);
    const services = '"Service":["cloudwatch.amazonaws.com","budgets.amazonaws.com"]';
    assert.ok(String(key.policy).includes(services));
    assert.ok(String(registered.one("TopicPolicy").inputs.policy).includes(services));
    const topic = registered.one("sns/topic:Topic").inputs;
    assert.match(String(topic.kmsMasterKeyId), /:key\/foundation-alarms$/);
  });

  it("mails alarms to the address that the stack names", async () => {
    const registered = await register(nothing, { config: { alarmEmail: "ops@example.org" } });
    assert.equal(registered.one("TopicSubscription").inputs.endpoint, "ops@example.org");
  });

  it("has a budget that tells the topic before it is spent", async () => {
    const registered = await register(nothing, { config: { monthlyBudgetUsd: "50" } });
    const { inputs } = registered.one("budgets/budget:Budget");
    assert.equal(inputs.limitAmount, "50.00");
    const notices = inputs.notifications as Record<string, unknown>[];
    assert.deepEqual(
      notices.map(({ notificationType, threshold }) => [notificationType, threshold]),
      [
        ["ACTUAL", 80],
        ["FORECASTED", 100],
      ],
    );
  });
});
