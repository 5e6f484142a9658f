import type * as aws from "@pulumi/aws";
import { jsonText, kept, parsedJson, unlessEmpty } from "./as-given";
import { defineKind } from "./define";
import { fromApi, pick, toApi } from "./names";
import * as tagging from "./tagging";
import type { ResourceKind } from "./kind";

/** An alarm's inputs that the API takes one by one, besides those that must be there. */
const members = [
  "actionsEnabled",
  "alarmActions",
  "alarmDescription",
  "datapointsToAlarm",
  "extendedStatistic",
  "insufficientDataActions",
  "metricName",
  "namespace",
  "okActions",
  "period",
  "statistic",
  "threshold",
  "treatMissingData",
  "unit",
] as const;
const spellings = { okActions: "OKActions" } as const;

const metricAlarmKind = defineKind<aws.cloudwatch.MetricAlarmArgs, "name">({
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  required: ["comparisonOperator", "evaluationPeriods"],
  id: "name",
  optional: [...members, "dimensions"],
  autoname: { property: "name", maxLength: 255 },
  defaults: { actionsEnabled: true, treatMissingData: "missing" },
  tags: tagging.cloudwatch,
  put(inputs, cloud) {
    const dimensions = Object.entries(inputs.dimensions ?? {});
    return cloud.call("monitoring", "PutMetricAlarm", {
      AlarmName: inputs.name,
      ComparisonOperator: inputs.comparisonOperator,
      EvaluationPeriods: inputs.evaluationPeriods,
      ...toApi(pick(inputs, members), spellings),
      Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    });
  },
  async read(name, state, cloud) {
    const input = { AlarmNames: [name] };
    const { MetricAlarms } = await cloud.call("monitoring", "DescribeAlarms", input);
    const [alarm] = MetricAlarms ?? [];
    if (alarm === undefined) return undefined;
    const real = fromApi(alarm, spellings);
    const lists = ["alarmActions", "insufficientDataActions", "okActions"] as const;
    const dimensions = (alarm.Dimensions ?? []).map(({ Name, Value }) => [Name, Value] as const);
    return {
      ...pick(real, [...members, "comparisonOperator", "evaluationPeriods"]),
      ...Object.fromEntries(
        lists.map((list) => [list, unlessEmpty(state[list], real[list] ?? [])] as const),
      ),
      dimensions: unlessEmpty(state.dimensions, Object.fromEntries(dimensions)),
      arn: alarm.AlarmArn,
    };
  },
  delete: (name, _state, cloud) => cloud.call("monitoring", "DeleteAlarms", { AlarmNames: [name] }),
});

const dashboardKind = defineKind<aws.cloudwatch.DashboardArgs>({
  type: "aws:cloudwatch/dashboard:Dashboard",
  id: "dashboardName",
  required: ["dashboardBody"],
  put: ({ dashboardName: DashboardName, dashboardBody }, cloud) =>
    cloud.call("monitoring", "PutDashboard", {
      DashboardName,
      DashboardBody: jsonText(dashboardBody),
    }),
  async read(DashboardName, state, cloud) {
    const now = await cloud.call("monitoring", "GetDashboard", { DashboardName });
    return {
      dashboardArn: now.DashboardArn,
      dashboardBody: kept(state.dashboardBody, now.DashboardBody, parsedJson),
    };
  },
  delete: (name, _state, cloud) =>
    cloud.call("monitoring", "DeleteDashboards", { DashboardNames: [name] }),
});

/** CloudWatch: alarms and dashboards. */
export const cloudwatchKinds: readonly ResourceKind[] = [metricAlarmKind, dashboardKind];
