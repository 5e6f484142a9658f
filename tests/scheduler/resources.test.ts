import assert from "node:assert/strict";
import type { CloudClient } from "../../local/gateway/service";
import type { ResourceKind } from "../../local/resources/kind";
import { kinds } from "../../local/resources";
import { createCloud, openRole, type Cloud } from "../cloud";

function kindOf(type: string): ResourceKind {
  const kind = kinds.get(type);
  assert.ok(kind, type);
  return kind;
}

describe("schedules as resources", () => {
  let whole: Cloud;
  let cloud: CloudClient;
  before(async () => {
    whole = await createCloud({ services: ["scheduler", "sqs"] });
    cloud = whole.client;
  });
  after(() => whole.stop());

  const group = kindOf("aws:scheduler/scheduleGroup:ScheduleGroup");
  const schedule = kindOf("aws:scheduler/schedule:Schedule");

  const defaults = { groupName: "default", state: "ENABLED", scheduleExpressionTimezone: "UTC" };
  async function inputs() {
    const known = await cloud.call("iam", "ListRoles", {});
    const role = known.Roles.find(({ RoleName }) => RoleName === "clock");
    const roleArn = role?.Arn ?? (await openRole(cloud, "clock", "scheduler.amazonaws.com"));
    return {
      name: "nightly",
      scheduleExpression: "cron(0 3 * * ? *)",
      startDate: "2030-01-01T00:00:00Z",
      flexibleTimeWindow: { mode: "OFF" },
      target: { arn: `arn:aws:sqs:us-east-1:${cloud.accountId}:jobs`, roleArn, input: "{}" },
    };
  }

  it("are made, read without drift, changed in place and deleted", async () => {
    await cloud.call("sqs", "CreateQueue", { QueueName: "jobs" });
    const given = { ...(await inputs()), ...defaults };
    assert.deepEqual(schedule.check?.(given) ?? [], []);
    const made = await schedule.create(given, cloud);
    assert.equal(made.id, "default/nightly");
    const read = await schedule.read(made.id, made.outputs, cloud);
    assert.deepEqual(read?.outputs["target"], given.target);
    assert.equal(read.outputs["startDate"], "2030-01-01T00:00:00Z");
    const changed = { ...given, state: "DISABLED", description: "paused" };
    const updated = await schedule.update?.(made.id, made.outputs, changed, cloud);
    assert.equal(updated === undefined ? undefined : updated["state"], "DISABLED");
    await schedule.delete(made.id, made.outputs, cloud);
    assert.equal(await schedule.read(made.id, made.outputs, cloud), undefined);
  });

  it("have groups with tags", async () => {
    const made = await group.create({ name: "jobs", tags: { stack: "dev" } }, cloud);
    const { Tags } = await cloud.call("scheduler", "ListTagsForResource", { ResourceArn: made.id });
    assert.deepEqual(Tags, [{ Key: "stack", Value: "dev" }]);
    await group.delete(made.id, made.outputs, cloud);
    assert.equal(await group.read(made.id, made.outputs, cloud), undefined);
  });
});
