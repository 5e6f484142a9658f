import assert from "node:assert/strict";
import {
  CreateClusterCommand,
  DescribeClustersCommand,
  RedshiftClient,
} from "@aws-sdk/client-redshift";
import { UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { AwsError } from "../../local/gateway/service";
import { settingsOf } from "../cloud";
import { eventually } from "../eventually";
import { MINUTE, START, World } from "./world";

describe("a schedule's runs", () => {
  let world: World;

  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.close());

  it("runs a rate at once and then at each of its times, however far the clock skips", async () => {
    const Input = "rate <aws.scheduler.scheduled-time> <aws.scheduler.attempt-number>";
    await world.create("rate", "rate(5 minutes)", { Target: { ...world.target, Input } });
    await world.records("rate", 1);
    await world.skip(11 * MINUTE);
    await world.records("rate", 3);
    await world.remove("rate");
    assert.deepEqual(await world.records("rate", 0), [
      "rate 2026-11-20T12:00:00Z 1",
      "rate 2026-11-20T12:05:00Z 1",
      "rate 2026-11-20T12:10:00Z 1",
    ]);
  });

  it("runs a cron expression in its time zone from its start date to its end date", async () => {
    const Input = "cron <aws.scheduler.scheduled-time>";
    await world.create("cron", "cron(0/30 8 * * ? *)", {
      ScheduleExpressionTimezone: "America/New_York",
      StartDate: new Date("2026-11-20T13:10:00Z"),
      EndDate: new Date("2026-11-21T13:00:00Z"),
      Target: { ...world.target, Input },
      ActionAfterCompletion: "DELETE",
    });
    // Within the day that the stream keeps its records.
    await world.skip((25 * 60 + 5) * MINUTE);
    await world.records("cron", 2);
    await world.gone("cron");
    assert.deepEqual(await world.records("cron", 0), [
      "cron 2026-11-20T13:30:00Z",
      "cron 2026-11-21T13:00:00Z",
    ]);
  });

  it("runs once at a time, with a notification by default, and stays unless it is to be deleted", async () => {
    await world.create("once", "at(2026-11-20T12:30:00)");
    await world.create("once-only", "at(2026-11-20T12:30:00)", {
      ActionAfterCompletion: "DELETE",
      Target: { ...world.target, Input: "once-only" },
    });
    assert.deepEqual(await world.records("{", 0), []);
    await world.skip(31 * MINUTE);
    await world.records("{", 1);
    await world.records("once-only", 1);
    await world.gone("once-only");
    assert.ok((await world.names()).includes("once"));
    const [notification = ""] = await world.records("{", 1);
    const { id, ...told } = JSON.parse(notification) as Record<string, unknown>;
    assert.match(String(id), /^[0-9a-f-]{36}$/);
    assert.deepEqual(told, {
      version: "0",
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account: world.cloud.client.accountId,
      time: "2026-11-20T12:30:00Z",
      region: "us-east-1",
      resources: [world.arn("scheduler", "schedule/default/once")],
      detail: "{}",
    });
    await world.remove("once");
  });

  it("does not run while it is disabled", async () => {
    const Target = { ...world.target, Input: "disabled" };
    const settings = { Name: "disabled", ScheduleExpression: "rate(1 hour)", Target };
    await world.create("disabled", "rate(1 hour)", { Target, State: "DISABLED" });
    await world.skip(90 * MINUTE);
    await world.scheduler.send(
      new UpdateScheduleCommand({ ...settings, FlexibleTimeWindow: { Mode: "OFF" } }),
    );
    await world.skip(45 * MINUTE);
    await world.records("disabled", 1);
    await world.remove("disabled");
    assert.equal((await world.records("disabled", 0)).length, 1);
  });

  it("pauses a warehouse by a universal target, as its role may", async () => {
    const letters = await world.queue("letters");
    const redshift = new RedshiftClient(settingsOf(world.cloud));
    const status = async () =>
      (await redshift.send(new DescribeClustersCommand({ ClusterIdentifier: "dwh" }))).Clusters?.[0]
        ?.ClusterStatus;
    await redshift.send(
      new CreateClusterCommand({
        ClusterIdentifier: "dwh",
        NodeType: "ra3.large",
        MasterUsername: "admin",
        MasterUserPassword: "Password1",
      }),
    );
    await world.create("pause", "cron(0 18 ? * MON-FRI *)", {
      Target: {
        Arn: "arn:aws:scheduler:::aws-sdk:redshift:pauseCluster",
        RoleArn: world.RoleArn,
        Input: JSON.stringify({ clusterIdentifier: "dwh" }),
      },
    });
    assert.equal(await status(), "available");
    await world.skip(7 * 60 * MINUTE);
    await eventually(async () => (await status()) === "paused", { what: "the pause" });
    await world.create("resume", "at(2026-11-23T08:00:00)", {
      Target: {
        Arn: "arn:aws:scheduler:::aws-sdk:redshift:resumeCluster",
        RoleArn: world.RoleArn,
        Input: JSON.stringify({ ClusterIdentifier: "dwh" }),
        DeadLetterConfig: { Arn: letters },
      },
    });
    await world.skip(Date.parse("2026-11-23T08:00:00Z") - START - 7 * 60 * MINUTE);
    const letter = await world.message(letters);
    assert.equal(letter.Body, '{"ClusterIdentifier":"dwh"}');
    assert.equal(letter.ERROR_CODE, "AccessDenied");
    assert.match(
      letter.ERROR_MESSAGE ?? "",
      /is not authorized to perform: redshift:ResumeCluster/,
    );
    assert.equal(letter.EXHAUSTED_RETRY_CONDITION, undefined);
    assert.equal(letter.SCHEDULED_TIME, "2026-11-23T08:00:00Z");
    assert.equal(letter.SCHEDULE_ARN, world.arn("scheduler", "schedule/default/resume"));
    assert.equal(await status(), "paused");
    for (const name of ["pause", "resume"]) await world.remove(name);
    redshift.destroy();
  });

  it("sends to queues and publishes to topics", async () => {
    const queue = await world.queue("direct");
    const sns = new SNSClient(settingsOf(world.cloud));
    const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "told" }));
    const at = "at(2026-11-20T12:01:00)";
    await world.create("message", at, {
      Target: { Arn: queue, RoleArn: world.RoleArn, Input: "hello" },
    });
    await world.create("notice", at, {
      Target: { Arn: TopicArn, RoleArn: world.RoleArn, Input: "hello" },
      ActionAfterCompletion: "DELETE",
    });
    await world.skip(MINUTE);
    assert.deepEqual(await world.message(queue), { Body: "hello" });
    await world.gone("notice");
    await world.remove("message");
    sns.destroy();
  });

  it("tries again while a target fails, and then gives up as its retry policy says", async () => {
    const letters = await world.queue("retries");
    const error = new AwsError("InternalFailure", "an outage", 500);
    const end = world.cloud.faults.add({ service: "kinesis", operation: "PutRecord", error });
    await world.create("retried", "at(2026-11-20T12:01:00)", {
      Target: {
        ...world.target,
        Input: "retried <aws.scheduler.attempt-number>",
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: { Arn: letters },
      },
    });
    await world.skip(MINUTE);
    const letter = await world.message(letters, () => world.skip(1000));
    end();
    assert.equal(letter.Body, "retried 3");
    assert.equal(letter.RETRY_ATTEMPTS, "2");
    assert.equal(letter.EXHAUSTED_RETRY_CONDITION, "MaximumRetryAttempts");
    await world.remove("retried");
  });
});
