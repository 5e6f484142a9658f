import assert from "node:assert/strict";
import {
  CreateScheduleGroupCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
  type CreateScheduleInput,
} from "@aws-sdk/client-scheduler";
import { MINUTE, START, World } from "./world";

describe("schedules and their groups", () => {
  let world: World;

  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.close());

  it("tells a schedule with AWS's defaults, and changes it as a whole", async () => {
    const Name = "told";
    const { ScheduleArn } = await world.create(Name, "rate(1 day)", {
      Description: "d",
      State: "DISABLED",
    });
    assert.equal(ScheduleArn, world.arn("scheduler", "schedule/default/told"));
    await assert.rejects(world.create(Name, "rate(1 day)"), { name: "ConflictException" });
    await world.skip(MINUTE);
    await world.scheduler.send(
      new UpdateScheduleCommand({
        Name,
        ScheduleExpression: "rate(2 days)",
        State: "DISABLED",
        FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 15 },
        Target: world.target,
      }),
    );
    const schedule = await world.scheduler.send(new GetScheduleCommand({ Name }));
    assert.deepEqual(
      { ...schedule, $metadata: undefined },
      {
        $metadata: undefined,
        Arn: ScheduleArn,
        GroupName: "default",
        Name,
        ScheduleExpression: "rate(2 days)",
        ScheduleExpressionTimezone: "UTC",
        State: "DISABLED",
        ActionAfterCompletion: "NONE",
        FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 15 },
        Target: {
          ...world.target,
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
        CreationDate: new Date(START),
        LastModificationDate: new Date(START + MINUTE),
      },
    );
    await world.remove(Name);
    await assert.rejects(world.remove(Name), { name: "ResourceNotFoundException" });
  });

  it("keeps schedules in groups, which have tags and take their schedules with them", async () => {
    const { ScheduleGroupArn: ResourceArn = "" } = await world.scheduler.send(
      new CreateScheduleGroupCommand({ Name: "nightly", Tags: [{ Key: "a", Value: "1" }] }),
    );
    await world.scheduler.send(
      new TagResourceCommand({ ResourceArn, Tags: [{ Key: "b", Value: "2" }] }),
    );
    await world.scheduler.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
    const { Tags } = await world.scheduler.send(new ListTagsForResourceCommand({ ResourceArn }));
    assert.deepEqual(Tags, [{ Key: "b", Value: "2" }]);
    const role = await world.role("nightly", "scheduler.amazonaws.com", "nightly", ["sns:Publish"]);
    await world.create("in-group", "rate(1 day)", {
      GroupName: "nightly",
      State: "DISABLED",
      Target: { ...world.target, RoleArn: role },
    });
    const listed = await world.scheduler.send(new ListSchedulesCommand({ GroupName: "nightly" }));
    assert.deepEqual(
      listed.Schedules?.map(({ Arn }) => Arn),
      [world.arn("scheduler", "schedule/nightly/in-group")],
    );
    await world.scheduler.send(new DeleteScheduleGroupCommand({ Name: "nightly" }));
    assert.ok(!(await world.names()).includes("in-group"));
    await assert.rejects(
      world.scheduler.send(new DeleteScheduleGroupCommand({ Name: "default" })),
      {
        name: "ValidationException",
      },
    );
  });

  it("refuses a role that EventBridge Scheduler cannot assume for the group", async () => {
    const other = await world.role("other", "lambda.amazonaws.com", "default", ["sns:Publish"]);
    const absent = other.replace(/other$/, "absent");
    for (const refused of [other, absent]) {
      await assert.rejects(
        world.create("r", "rate(1 day)", { Target: { ...world.target, RoleArn: refused } }),
        {
          name: "ValidationException",
          message:
            "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
        },
      );
    }
  });

  const refusals: readonly (readonly [
    about: string,
    input: () => Partial<CreateScheduleInput>,
    says: RegExp,
  ])[] = [
    ["an expression that is none", () => ({ ScheduleExpression: "rate(1)" }), /^Invalid Schedule/],
    [
      "a time that has passed",
      () => ({ ScheduleExpression: "at(2026-11-20T11:59:59)" }),
      /its time has passed/,
    ],
    [
      "a start date long ago",
      () => ({ StartDate: new Date(START - 6 * MINUTE) }),
      /^The StartDate you specify cannot be earlier than 5 minutes ago\.$/,
    ],
    [
      "an end date before the start date",
      () => ({ StartDate: new Date(START + MINUTE), EndDate: new Date(START + MINUTE) }),
      /^The EndDate you specify must come after the StartDate\.$/,
    ],
    [
      "a flexible window without a length",
      () => ({ FlexibleTimeWindow: { Mode: "FLEXIBLE" } }),
      /MaximumWindowInMinutes/,
    ],
    [
      "a stream without a partition key",
      () => ({ Target: { Arn: world.target.Arn, RoleArn: world.RoleArn } }),
      /KinesisParameters/,
    ],
    [
      "a function's input that is no JSON",
      () => ({
        Target: { Arn: world.arn("lambda", "function:f"), RoleArn: world.RoleArn, Input: "{" },
      }),
      /well-formed JSON/,
    ],
    [
      "a service that the local cloud does not have",
      () => ({ Target: { Arn: world.arn("states", "stateMachine:s"), RoleArn: world.RoleArn } }),
      /is not a supported target: the local cloud's are of firehose, kinesis, lambda, sns, sqs/,
    ],
    [
      "an operation that only reads",
      () => ({
        Target: { Arn: "arn:aws:scheduler:::aws-sdk:sqs:getQueueUrl", RoleArn: world.RoleArn },
      }),
      /getQueueUrl only reads/,
    ],
    [
      "an operation that there is not",
      () => ({
        Target: { Arn: "arn:aws:scheduler:::aws-sdk:redshift:stopCluster", RoleArn: world.RoleArn },
      }),
      /knows no stopCluster of redshift/,
    ],
  ];
  for (const [about, input, says] of refusals)
    it(`refuses ${about}`, async () => {
      await assert.rejects(world.create("refused", "rate(1 day)", input()), {
        name: "ValidationException",
        message: says,
      });
      assert.ok(!(await world.names()).includes("refused"));
    });
});
