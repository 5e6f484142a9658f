import type { CloudClient } from "../gateway/service";
import type { Created, Properties, ResourceKind } from "./kind";
import { changeTags, defined, jsonText, sameJson, tagList, tagMap, tagOutputs } from "./state";
import { unlessGone, wantedTags } from "./state";

const monitoring = <Output = object>(cloud: CloudClient, operation: string, input: object) =>
  cloud.call<Output>("monitoring", operation, input);

/** An alarm's properties in Pulumi's words to CloudWatch's. */
const MEMBERS: Readonly<Record<string, string>> = {
  actionsEnabled: "ActionsEnabled",
  alarmActions: "AlarmActions",
  alarmDescription: "AlarmDescription",
  comparisonOperator: "ComparisonOperator",
  datapointsToAlarm: "DatapointsToAlarm",
  evaluationPeriods: "EvaluationPeriods",
  extendedStatistic: "ExtendedStatistic",
  insufficientDataActions: "InsufficientDataActions",
  metricName: "MetricName",
  name: "AlarmName",
  namespace: "Namespace",
  okActions: "OKActions",
  period: "Period",
  statistic: "Statistic",
  threshold: "Threshold",
  treatMissingData: "TreatMissingData",
  unit: "Unit",
};

type Alarm = Readonly<Record<string, unknown>> & {
  readonly AlarmArn: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
};

function alarmInput(inputs: Properties): Properties {
  const members = Object.entries(MEMBERS).map(([ours, theirs]) => [theirs, inputs[ours]]);
  const dimensions = Object.entries((inputs.dimensions ?? {}) as Record<string, string>);
  return defined({
    ...(Object.fromEntries(members) as Properties),
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    Tags: tagList(wantedTags(inputs)),
  });
}

async function tagsOf(ResourceARN: string, cloud: CloudClient): Promise<Record<string, string>> {
  const answer = await monitoring<{ Tags: { Key: string; Value: string }[] }>(
    cloud,
    "ListTagsForResource",
    { ResourceARN },
  );
  return tagMap(answer.Tags);
}

async function currentAlarm(
  name: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created | undefined> {
  const { MetricAlarms } = await monitoring<{ MetricAlarms: Alarm[] }>(cloud, "DescribeAlarms", {
    AlarmNames: [name],
  });
  const [alarm] = MetricAlarms;
  if (alarm === undefined) return undefined;
  const members = Object.entries(MEMBERS)
    .map(([ours, theirs]) => [ours, alarm[theirs]] as const)
    // An empty list that nobody asked for is no property.
    .filter(([ours, value]) => !Array.isArray(value) || value.length > 0 || ours in state);
  const dimensions = Object.fromEntries(alarm.Dimensions.map(({ Name, Value }) => [Name, Value]));
  const outputs = defined({
    ...Object.fromEntries(members),
    ...((alarm.Dimensions.length > 0 || state.dimensions !== undefined) && { dimensions }),
    arn: alarm.AlarmArn,
    region: cloud.region,
    ...tagOutputs(await tagsOf(alarm.AlarmArn, cloud), state),
  });
  return { id: name, outputs };
}

async function putAlarm(inputs: Properties, cloud: CloudClient): Promise<Created> {
  await monitoring(cloud, "PutMetricAlarm", alarmInput(inputs));
  const found = await currentAlarm(String(inputs.name), inputs, cloud);
  if (found === undefined) throw new Error(`alarm ${String(inputs.name)} is gone`);
  return found;
}

const metricAlarmKind: ResourceKind = {
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  required: ["comparisonOperator", "evaluationPeriods"],
  optional: [...Object.keys(MEMBERS), "dimensions"],
  replaceOn: ["name", "region"],
  autoname: { property: "name", maxLength: 255 },
  defaults: { actionsEnabled: true, treatMissingData: "missing" },
  create: putAlarm,
  read: currentAlarm,
  async update(_id, _state, inputs, cloud) {
    const { outputs } = await putAlarm(inputs, cloud);
    const ResourceARN = String(outputs.arn);
    await changeTags(
      await tagsOf(ResourceARN, cloud),
      wantedTags(inputs),
      (TagKeys) => monitoring(cloud, "UntagResource", { ResourceARN, TagKeys }),
      (tags) => monitoring(cloud, "TagResource", { ResourceARN, Tags: tagList(tags) }),
    );
    return { ...outputs, ...tagOutputs(await tagsOf(ResourceARN, cloud), inputs) };
  },
  async delete(id, _state, cloud) {
    await unlessGone(monitoring(cloud, "DeleteAlarms", { AlarmNames: [id] }));
  },
};

async function currentDashboard(
  DashboardName: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created> {
  const answer = await monitoring<{ DashboardArn: string; DashboardBody: string }>(
    cloud,
    "GetDashboard",
    { DashboardName },
  );
  const before = jsonText(state.dashboardBody ?? "");
  const outputs = {
    dashboardArn: answer.DashboardArn,
    dashboardBody: sameJson(before, answer.DashboardBody) ? before : answer.DashboardBody,
    dashboardName: DashboardName,
    region: cloud.region,
  };
  return { id: DashboardName, outputs };
}

async function putDashboard(inputs: Properties, cloud: CloudClient): Promise<Created> {
  const DashboardName = String(inputs.dashboardName);
  const DashboardBody = jsonText(inputs.dashboardBody);
  await monitoring(cloud, "PutDashboard", { DashboardName, DashboardBody });
  return currentDashboard(DashboardName, inputs, cloud);
}

const dashboardKind: ResourceKind = {
  type: "aws:cloudwatch/dashboard:Dashboard",
  required: ["dashboardBody", "dashboardName"],
  optional: [],
  replaceOn: ["dashboardName", "region"],
  create: putDashboard,
  read: (id, state, cloud) => unlessGone(currentDashboard(id, state, cloud)),
  async update(_id, _state, inputs, cloud) {
    return (await putDashboard(inputs, cloud)).outputs;
  },
  async delete(id, _state, cloud) {
    await unlessGone(monitoring(cloud, "DeleteDashboards", { DashboardNames: [id] }));
  },
};

/** CloudWatch: alarms and dashboards. */
export const cloudwatchKinds: readonly ResourceKind[] = [metricAlarmKind, dashboardKind];
