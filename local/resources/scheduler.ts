import type * as aws from "@pulumi/aws";
import { asGiven } from "./as-given";
import { defineKind } from "./define";
import type { Cloud, Inputs, ResourceKind } from "./kind";
import { matching, oneOf } from "./limits";
import { defined, fromApi, instant, moment, toApi } from "./names";
import * as tagging from "./tagging";

type Args = aws.scheduler.ScheduleArgs;

const spellings = { eventbridgeParameters: "EventBridgeParameters" } as const;
const name = matching(/^[\w.-]{1,64}$/, `must have 1 to 64 letters, digits, "_", "." or "-"`);

/** A schedule as the API takes it, the same for its creation and its update. */
function scheduleInput(inputs: Inputs<Args, "name" | "groupName">) {
  // Tasks of ECS and SageMaker are refused.
  const none = { ecsParameters: undefined, sagemakerPipelineParameters: undefined };
  const target = { ...inputs.target, ...none };
  return defined({
    Name: inputs.name,
    GroupName: inputs.groupName,
    ScheduleExpression: inputs.scheduleExpression,
    ScheduleExpressionTimezone: inputs.scheduleExpressionTimezone,
    Description: inputs.description,
    KmsKeyArn: inputs.kmsKeyArn,
    State: inputs.state,
    ActionAfterCompletion: inputs.actionAfterCompletion,
    StartDate: moment(inputs.startDate),
    EndDate: moment(inputs.endDate),
    FlexibleTimeWindow: toApi(inputs.flexibleTimeWindow),
    Target: toApi(target, spellings),
  });
}

/** The id is the group's name and the schedule's, as the real provider has it. */
function named(id: string) {
  const [GroupName = "", Name = ""] = id.split("/");
  return { GroupName, Name };
}

const scheduleKind = defineKind<Args, "name" | "groupName">({
  type: "aws:scheduler/schedule:Schedule",
  required: ["flexibleTimeWindow", "scheduleExpression", "target"],
  optional: [
    "actionAfterCompletion",
    "description",
    "endDate",
    "groupName",
    "kmsKeyArn",
    "scheduleExpressionTimezone",
    "startDate",
    "state",
  ],
  replaceOn: ["groupName"],
  autoname: { property: "name", maxLength: 64 },
  defaults: {
    actionAfterCompletion: "NONE",
    groupName: "default",
    scheduleExpressionTimezone: "UTC",
    state: "ENABLED",
  },
  limits: {
    name,
    actionAfterCompletion: oneOf("NONE", "DELETE"),
    state: oneOf("ENABLED", "DISABLED"),
  },
  check({ target }) {
    const tasks = target?.ecsParameters ?? target?.sagemakerPipelineParameters;
    return {
      target: tasks !== undefined && "must be no task of ECS or SageMaker in the local cloud",
    };
  },
  async create(inputs, cloud) {
    await cloud.call("scheduler", "CreateSchedule", scheduleInput(inputs));
    return `${inputs.groupName}/${inputs.name}`;
  },
  update: (_id, inputs, cloud) => cloud.call("scheduler", "UpdateSchedule", scheduleInput(inputs)),
  async read(id, state, cloud) {
    const now = await cloud.call("scheduler", "GetSchedule", named(id));
    const { startDate, endDate, target, flexibleTimeWindow } = state;
    const sameInstant = (given: string | undefined, real: string | undefined) =>
      given !== undefined && instant(moment(given)) === real ? given : real;
    return {
      arn: now.Arn,
      name: now.Name,
      groupName: now.GroupName,
      description: now.Description,
      kmsKeyArn: now.KmsKeyArn,
      state: now.State,
      actionAfterCompletion: now.ActionAfterCompletion,
      scheduleExpression: now.ScheduleExpression,
      scheduleExpressionTimezone: now.ScheduleExpressionTimezone,
      startDate: sameInstant(startDate, instant(now.StartDate)),
      endDate: sameInstant(endDate, instant(now.EndDate)),
      flexibleTimeWindow: asGiven(flexibleTimeWindow, fromApi(now.FlexibleTimeWindow)),
      target: asGiven(target, fromApi(now.Target, spellings)),
    };
  },
  delete: (id, _state, cloud) => cloud.call("scheduler", "DeleteSchedule", named(id)),
});

const groupArn = (group: string, cloud: Cloud): string =>
  `arn:aws:scheduler:${cloud.region}:${cloud.accountId}:schedule-group/${group}`;

const groupKind = defineKind<aws.scheduler.ScheduleGroupArgs, "name">({
  type: "aws:scheduler/scheduleGroup:ScheduleGroup",
  autoname: { property: "name", maxLength: 64 },
  limits: { name },
  tags: tagging.scheduler,
  async create({ name: Name }, cloud) {
    await cloud.call("scheduler", "CreateScheduleGroup", { Name });
    return groupArn(Name, cloud);
  },
  async read(id, _state, cloud) {
    const Name = tagging.nameIn(id);
    const now = await cloud.call("scheduler", "GetScheduleGroup", { Name });
    return {
      arn: now.Arn,
      name: now.Name,
      state: now.State,
      creationDate: instant(now.CreationDate),
      lastModificationDate: instant(now.LastModificationDate),
    };
  },
  delete: (id, _state, cloud) =>
    cloud.call("scheduler", "DeleteScheduleGroup", { Name: tagging.nameIn(id) }),
});

export const schedulerKinds: readonly ResourceKind[] = [groupKind, scheduleKind];
