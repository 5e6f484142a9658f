import type { CloudClient } from "../../gateway/service";
import { asGiven, fromApi, toApi } from "../api-names";
import type { Created, Properties, ResourceKind } from "../kind";
import { defined, unless } from "../outputs";

const gone = ["ScheduledActionNotFound"];

function apiInput(inputs: Properties): Properties {
  return defined({
    ScheduledActionName: inputs["name"],
    ScheduledActionDescription: inputs["description"],
    Enable: inputs["enable"],
    EndTime: inputs["endTime"],
    IamRole: inputs["iamRole"],
    Schedule: inputs["schedule"],
    StartTime: inputs["startTime"],
    TargetAction: toApi(inputs["targetAction"]),
  });
}

async function current(id: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const { ScheduledActions } = await cloud.call<{ ScheduledActions: readonly Properties[] }>(
    "redshift",
    "DescribeScheduledActions",
    { ScheduledActionName: id },
  );
  const action = ScheduledActions[0] ?? {};
  const outputs = defined({
    ...state,
    name: id,
    region: cloud.region,
    description: action["ScheduledActionDescription"],
    enable: action["State"] !== "DISABLED",
    endTime: action["EndTime"],
    iamRole: action["IamRole"],
    schedule: action["Schedule"],
    startTime: action["StartTime"],
    targetAction: asGiven(state["targetAction"], fromApi(action["TargetAction"])),
  });
  return { id, outputs };
}

/** A pause, resume or resize at set times. Kept and described here, never carried out. */
export const scheduledActionKind: ResourceKind = {
  type: "aws:redshift/scheduledAction:ScheduledAction",
  required: ["iamRole", "schedule", "targetAction"],
  optional: ["description", "enable", "endTime", "name", "startTime"],
  replaceOn: ["name", "region"],
  autoname: { property: "name", maxLength: 63 },
  defaults: { enable: true },
  check: ({ schedule }) =>
    typeof schedule === "string" && !/^(?:cron|at)\(.+\)$/.test(schedule)
      ? [{ property: "schedule", reason: "must be cron(…) of six fields or at(…)" }]
      : [],
  async create(inputs, cloud) {
    await cloud.call("redshift", "CreateScheduledAction", apiInput(inputs));
    return current(String(inputs["name"]), inputs, cloud);
  },
  read: (id, state, cloud) => unless(gone, current(id, state, cloud)),
  async update(id, _state, inputs, cloud) {
    await cloud.call("redshift", "ModifyScheduledAction", apiInput(inputs));
    return (await current(id, inputs, cloud)).outputs;
  },
  async delete(id, _state, cloud) {
    const input = { ScheduledActionName: id };
    await unless(gone, cloud.call("redshift", "DeleteScheduledAction", input));
  },
};
