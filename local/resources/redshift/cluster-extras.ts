import type * as aws from "@pulumi/aws";
import { asGiven, kept } from "../as-given";
import { defineKind } from "../define";
import type { Inputs } from "../kind";
import { matching } from "../limits";
import { fromApi, instant, moment, pick, toApi } from "../names";

const logMembers = ["bucketName", "logDestinationType", "logExports", "s3KeyPrefix"] as const;

/** A cluster's audit logs. */
export const loggingKind = defineKind<aws.redshift.LoggingArgs, "clusterIdentifier">({
  type: "aws:redshift/logging:Logging",
  id: "clusterIdentifier",
  optional: logMembers,
  put: (inputs, cloud) =>
    cloud.call("redshift", "EnableLogging", {
      ClusterIdentifier: inputs.clusterIdentifier,
      ...toApi(pick(inputs, logMembers)),
    }),
  async read(id, _state, cloud) {
    const input = { ClusterIdentifier: id };
    const status = await cloud.call("redshift", "DescribeLoggingStatus", input);
    return status.LoggingEnabled === true ? pick(fromApi(status), logMembers) : undefined;
  },
  delete: (ClusterIdentifier, _state, cloud) =>
    cloud.call("redshift", "DisableLogging", { ClusterIdentifier }),
});

type ActionArgs = aws.redshift.ScheduledActionArgs;

function scheduledAction({ name, description, targetAction, ...inputs }: Inputs<ActionArgs>) {
  return {
    ScheduledActionName: name,
    ScheduledActionDescription: description,
    ...toApi(pick(inputs, ["enable", "iamRole", "schedule"])),
    StartTime: moment(inputs.startTime),
    EndTime: moment(inputs.endTime),
    TargetAction: toApi(targetAction),
  };
}

/** A pause, resume or resize at set times. Kept and described here, never carried out. */
export const scheduledActionKind = defineKind<ActionArgs, "name">({
  type: "aws:redshift/scheduledAction:ScheduledAction",
  id: "name",
  required: ["iamRole", "schedule", "targetAction"],
  optional: ["description", "enable", "endTime", "startTime"],
  autoname: { property: "name", maxLength: 63 },
  defaults: { enable: true },
  limits: {
    schedule: matching(/^(?:cron|at)\(.+\)$/, "must be cron(…) of six fields or at(…)"),
  },
  create: (inputs, cloud) =>
    cloud.call("redshift", "CreateScheduledAction", scheduledAction(inputs)),
  update: (_id, inputs, cloud) =>
    cloud.call("redshift", "ModifyScheduledAction", scheduledAction(inputs)),
  async read(name, state, cloud) {
    const { ScheduledActions } = await cloud.call("redshift", "DescribeScheduledActions", {
      ScheduledActionName: name,
    });
    const [action] = ScheduledActions ?? [];
    return {
      description: action?.ScheduledActionDescription,
      enable: action?.State !== "DISABLED",
      endTime: kept(state.endTime, instant(action?.EndTime), Date.parse),
      iamRole: action?.IamRole,
      schedule: action?.Schedule,
      startTime: kept(state.startTime, instant(action?.StartTime), Date.parse),
      targetAction: asGiven(state.targetAction, fromApi(action?.TargetAction)),
    };
  },
  delete: (ScheduledActionName, _state, cloud) =>
    cloud.call("redshift", "DeleteScheduledAction", { ScheduledActionName }),
});
