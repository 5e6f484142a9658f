import type { Time } from "../../clock";
import type { CloudClient, Operations, Service } from "../../gateway/service";
import { AwsError } from "../../gateway/service";
import { pageOf } from "../pages";
import type { TagSource } from "../tagging";
import { taggedOf } from "../tags";
import { deliver } from "./delivery";
import { DEFAULT_GROUP, groupOperations, Groups, invalidToken } from "./groups";
import { rules } from "./rules";
import { Runner } from "./runner";
import { describedSchedule, Schedules, type ScheduleInput } from "./schedules";
import { checkTarget } from "./targets";

export interface SchedulerOptions {
  readonly region: string;
  readonly accountId: string;
  readonly cloud: () => CloudClient;
  readonly time: Time;
  /** Whether a role lets EventBridge Scheduler take it for a schedule group. */
  readonly canAssume: (roleArn: string, groupArn: string) => boolean;
  /** Counts one of a schedule group's metrics. */
  readonly metric: (name: string, group: string) => void;
}

/**
 * EventBridge Scheduler. A flexible time window is used at its beginning, which is within what AWS promises.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
 */
export function createScheduler(options: SchedulerOptions): Service & TagSource {
  const { region, accountId, time } = options;
  const clock = time.now.bind(time);
  const prefix = `arn:aws:scheduler:${region}:${accountId}`;
  const groups = new Groups(prefix, clock);
  const schedules = new Schedules(prefix, clock, () => {
    runner.look();
  });
  const groupOf = (name: string) => groups.find(name);
  const runner = new Runner(schedules, time, (run) => deliver(run, { ...options, clock, groupOf }));
  return {
    name: "scheduler",
    rules,
    operations: {
      ...scheduleOperations(groups, schedules, options),
      ...groupOperations(groups, schedules),
    },
    tagged: () => taggedOf(groups.all.filter(({ name }) => name !== DEFAULT_GROUP)),
    stop() {
      runner.stop();
      return Promise.resolve();
    },
  };
}

interface Named {
  readonly Name: string;
  readonly GroupName?: string | undefined;
}

function scheduleOperations(
  groups: Groups,
  schedules: Schedules,
  { canAssume }: SchedulerOptions,
): Operations<"scheduler"> {
  const on =
    (action: string) =>
    ({ Name, GroupName = DEFAULT_GROUP }: Named) => [
      [`scheduler:${action}`, schedules.arn(GroupName, Name)] as const,
    ];
  const find = ({ Name, GroupName = DEFAULT_GROUP }: Named) =>
    schedules.find(groups.find(GroupName).name, Name);
  /** The group of a schedule whose settings are right. */
  const checked = (input: ScheduleInput): string => {
    const group = groups.find(input.GroupName ?? DEFAULT_GROUP);
    checkTarget(input.Target);
    if (canAssume(input.Target.RoleArn, group.arn)) return group.name;
    const message =
      "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.";
    throw new AwsError("ValidationException", message);
  };
  return {
    CreateSchedule: {
      permissions: on("CreateSchedule"),
      run: (input) => ({ ScheduleArn: schedules.create(checked(input), input).arn }),
    },
    UpdateSchedule: {
      permissions: on("UpdateSchedule"),
      run(input) {
        find(input);
        return { ScheduleArn: schedules.update(checked(input), input).arn };
      },
    },
    GetSchedule: {
      permissions: on("GetSchedule"),
      run: (input) => describedSchedule(find(input)),
    },
    DeleteSchedule: {
      permissions: on("DeleteSchedule"),
      run(input) {
        schedules.delete(find(input));
        return {};
      },
    },
    ListSchedules: {
      run({ GroupName, NamePrefix = "", State, NextToken, MaxResults = 100 }) {
        const wanted = schedules.all.filter(
          ({ group, name, input }) =>
            (GroupName === undefined || group === GroupName) &&
            (State === undefined || input.State === State) &&
            name.startsWith(NamePrefix),
        );
        const { page, next } = pageOf(wanted, NextToken, MaxResults, invalidToken);
        const Schedules = page.map(describedSchedule).map(({ Target, ...schedule }) => ({
          Arn: schedule.Arn,
          Name: schedule.Name,
          GroupName: schedule.GroupName,
          State: schedule.State,
          CreationDate: schedule.CreationDate,
          LastModificationDate: schedule.LastModificationDate,
          Target: { Arn: Target?.Arn },
        }));
        return { Schedules, NextToken: next };
      },
    },
  };
}
