import assert from "node:assert/strict";

import {
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListDashboardsCommand,
  ListMetricsCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";

import { deploy, invoke, startCloud, type TestCloud } from "../lambda/cloud";

const MINUTE = 60_000;
const dimension = { Name: "Pipeline", Value: "http-requests" };

describe("CloudWatch", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());

  const statistics = async (Namespace: string, MetricName: string, Dimensions = [dimension]) => {
    const { Datapoints = [] } = await cloud.cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace,
        MetricName,
        Dimensions,
        StartTime: new Date(Date.now() - 10 * MINUTE),
        EndTime: new Date(Date.now() + MINUTE),
        Period: 3600,
        Statistics: ["Sum", "Average", "Minimum", "Maximum", "SampleCount"],
        ExtendedStatistics: ["p50"],
      }),
    );
    return Datapoints;
  };

  it("adds up what was put, by period and dimension", async () => {
    const Timestamp = new Date();
    const put = (Dimensions: { Name: string; Value: string }[], Values: number[]) => ({
      MetricName: "received",
      Dimensions,
      Values,
      Timestamp,
      Unit: "Count" as const,
    });
    await cloud.cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: "Own",
        MetricData: [put([dimension], [1, 5, 3]), put([], [100])],
      }),
    );
    const [point] = await statistics("Own", "received");
    assert.deepEqual(
      [point?.Sum, point?.Average, point?.Minimum, point?.Maximum, point?.SampleCount],
      [9, 3, 1, 5, 3],
    );
    assert.equal(point?.ExtendedStatistics?.p50, 3);
    assert.equal(point.Unit, "Count");
    const listed = await cloud.cloudwatch.send(
      new ListMetricsCommand({ Namespace: "Own", Dimensions: [{ Name: "Pipeline" }] }),
    );
    assert.deepEqual(listed.Metrics, [
      { Namespace: "Own", MetricName: "received", Dimensions: [dimension] },
    ]);
  });

  it("gives series by query, newest first, and says that it has no metric math", async () => {
    const now = Math.floor(Date.now() / MINUTE) * MINUTE;
    const MetricData = [3, 2, 1].map((ago) => ({
      MetricName: "lag",
      Value: ago,
      Timestamp: new Date(now - ago * MINUTE),
    }));
    await cloud.cloudwatch.send(new PutMetricDataCommand({ Namespace: "Series", MetricData }));
    const range = { StartTime: new Date(now - 10 * MINUTE), EndTime: new Date(now) };
    const Metric = { Namespace: "Series", MetricName: "lag" };
    const MetricStat = { Metric, Period: 60, Stat: "Maximum" };
    const { MetricDataResults = [] } = await cloud.cloudwatch.send(
      new GetMetricDataCommand({ ...range, MetricDataQueries: [{ Id: "m", MetricStat }] }),
    );
    assert.deepEqual(MetricDataResults[0]?.Values, [1, 2, 3]);
    assert.deepEqual(MetricDataResults[0].Timestamps?.[0], new Date(now - MINUTE));
    const math = { Id: "e", Expression: "m * 2" };
    await assert.rejects(
      cloud.cloudwatch.send(new GetMetricDataCommand({ ...range, MetricDataQueries: [math] })),
      /no metric math/,
    );
  });

  it("takes embedded metrics from what a function logs", async () => {
    const source = `exports.handler = async (event) => { console.log(JSON.stringify({
      _aws: { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace: "Embedded",
        Dimensions: [["Pipeline"], []], Metrics: [{ Name: "written", Unit: "Count" }] }] },
      Pipeline: "http-requests", written: event.n })); };`;
    await deploy(cloud, "embedded", source);
    await invoke(cloud, "embedded", { n: 4 });
    await invoke(cloud, "embedded", { n: 6 });
    assert.equal((await statistics("Embedded", "written"))[0]?.Sum, 10);
    assert.equal((await statistics("Embedded", "written", []))[0]?.Average, 5);
  });

  it("keeps alarms, with a state that follows the metric", async () => {
    const AlarmName = "lagging";
    await cloud.cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: "Alarm",
        MetricName: "age",
        Dimensions: [dimension],
        Statistic: "Maximum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 10,
        ComparisonOperator: "GreaterThanThreshold",
        TreatMissingData: "notBreaching",
        AlarmActions: ["arn:aws:sns:us-east-1:000000000000:alarms"],
        Tags: [{ Key: "scenario", Value: "http-requests" }],
      }),
    );
    const described = async () => {
      const query = new DescribeAlarmsCommand({ AlarmNames: [AlarmName] });
      return (await cloud.cloudwatch.send(query)).MetricAlarms?.[0];
    };
    const quiet = await described();
    assert.equal(quiet?.StateValue, "OK");
    assert.deepEqual(quiet.Dimensions, [dimension]);
    assert.equal(quiet.Threshold, 10);
    const tags = new ListTagsForResourceCommand({ ResourceARN: quiet.AlarmArn });
    const { Tags } = await cloud.cloudwatch.send(tags);
    assert.deepEqual(Tags, [{ Key: "scenario", Value: "http-requests" }]);
    const previous = new Date(Math.floor(Date.now() / MINUTE) * MINUTE - 1_000);
    const datum = { MetricName: "age", Dimensions: [dimension], Value: 11 };
    const MetricData = [previous, new Date()].map((Timestamp) => ({ ...datum, Timestamp }));
    await cloud.cloudwatch.send(new PutMetricDataCommand({ Namespace: "Alarm", MetricData }));
    assert.equal((await described())?.StateValue, "ALARM");
    await cloud.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
    assert.equal(await described(), undefined);
  });

  it("refuses an alarm that looks back over more than a day, and says all that is wrong with one", async () => {
    const alarm = {
      AlarmName: "long",
      Namespace: "Alarm",
      MetricName: "age",
      Statistic: "Sum" as const,
      Period: 60,
      EvaluationPeriods: 1441,
      ComparisonOperator: "GreaterThanThreshold" as const,
    };
    await assert.rejects(cloud.cloudwatch.send(new PutMetricAlarmCommand(alarm)), {
      name: "ValidationException",
      message:
        "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).",
    });
    const wrong = { ...alarm, AlarmName: "", EvaluationPeriods: 0 };
    await assert.rejects(cloud.cloudwatch.send(new PutMetricAlarmCommand(wrong)), {
      name: "ValidationException",
      message:
        "2 validation errors detected: Value '' at 'alarmName' failed to satisfy constraint: " +
        "Member must have length greater than or equal to 1; Value '0' at 'evaluationPeriods' " +
        "failed to satisfy constraint: Member must have value greater than or equal to 1",
    });
  });

  it("keeps dashboards, and refuses a body that is none", async () => {
    const { cloudwatch } = cloud;
    const DashboardName = "streams";
    const DashboardBody = JSON.stringify({ widgets: [{ type: "text" }] });
    await cloudwatch.send(new PutDashboardCommand({ DashboardName, DashboardBody }));
    const found = await cloudwatch.send(new GetDashboardCommand({ DashboardName }));
    assert.equal(found.DashboardBody, DashboardBody);
    assert.equal(found.DashboardArn, "arn:aws:cloudwatch::000000000000:dashboard/streams");
    await assert.rejects(
      cloudwatch.send(new PutDashboardCommand({ DashboardName, DashboardBody: "{}" })),
      /DashboardBody must be/,
    );
    const listed = await cloudwatch.send(new ListDashboardsCommand({}));
    assert.deepEqual(
      listed.DashboardEntries?.map((entry) => entry.DashboardName),
      ["streams"],
    );
    await cloudwatch.send(new DeleteDashboardsCommand({ DashboardNames: [DashboardName] }));
    await assert.rejects(cloudwatch.send(new GetDashboardCommand({ DashboardName })), /not exist/);
  });
});
