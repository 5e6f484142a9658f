import type { GetScheduleOutput } from "@aws-sdk/client-scheduler";
import type { InputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import { parseExpression, type Timetable } from "./expression";

export type ScheduleInput = InputOf<"scheduler", "CreateSchedule">;

/** A schedule, and when it runs. */
export interface Schedule {
  readonly arn: string;
  readonly name: string;
  readonly group: string;
  /** What was asked for last, with AWS's defaults. */
  readonly input: ScheduleInput;
  readonly timetable: Timetable;
  readonly created: Date;
  readonly modified: Date;
  /** When its expression was given, in milliseconds since the epoch: a rate is counted from then. */
  readonly began: number;
  /** When it runs next, in milliseconds since the epoch; undefined where it does not run any more. */
  due: number | undefined;
}

/** Schedules may start as long ago as this. */
const LATE_START_MS = 5 * 60_000;

const invalid = (message: string): AwsError => new AwsError("ValidationException", message);

/** Every schedule, and what runs next. */
export class Schedules {
  readonly #schedules = new Map<string, Schedule>();

  constructor(
    private readonly prefix: string,
    private readonly clock: () => number,
    /** Told that a schedule was put or deleted. */
    private readonly changed: () => void,
  ) {}

  arn(group: string, name: string): string {
    return `${this.prefix}:schedule/${group}/${name}`;
  }

  get all(): readonly Schedule[] {
    return [...this.#schedules.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  create(group: string, input: ScheduleInput): Schedule {
    const known = this.#schedules.get(this.arn(group, input.Name));
    const { ClientToken: token } = input;
    // A repeated request is answered as the first one.
    if (known !== undefined && token !== undefined && known.input.ClientToken === token)
      return known;
    if (known !== undefined) {
      throw new AwsError("ConflictException", `Schedule ${input.Name} already exists.`);
    }
    return this.#put(group, input);
  }

  /** What an update leaves out has its default again. */
  update(group: string, input: ScheduleInput): Schedule {
    return this.#put(group, input, this.find(group, input.Name));
  }

  find(group: string, name: string): Schedule {
    const schedule = this.#schedules.get(this.arn(group, name));
    if (schedule !== undefined) return schedule;
    throw new AwsError("ResourceNotFoundException", `Schedule ${name} does not exist.`);
  }

  /** Whether it is there still, and was not changed since. */
  has(schedule: Schedule): boolean {
    return this.#schedules.get(schedule.arn) === schedule;
  }

  delete(schedule: Schedule): void {
    this.#schedules.delete(schedule.arn);
    this.changed();
  }

  deleteGroup(group: string): void {
    for (const schedule of this.all) if (schedule.group === group) this.delete(schedule);
  }

  /** When the next one runs; undefined where none does. */
  nextDue(): number | undefined {
    const due = this.all.flatMap((schedule) => schedule.due ?? []);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /**
   * The runs whose time has come, first things first. What came due several times while nobody looked, as
   * when the clock skips, runs as many times.
   */
  takeDue(): { readonly schedule: Schedule; readonly at: number }[] {
    const now = this.clock();
    const taken: { schedule: Schedule; at: number }[] = [];
    for (const schedule of this.all) {
      for (; schedule.due !== undefined && schedule.due <= now;) {
        taken.push({ schedule, at: schedule.due });
        if (taken.length >= MOST_AT_ONCE) return taken.sort((a, b) => a.at - b.at);
        schedule.due = nextRun(schedule, schedule.due);
      }
    }
    return taken.sort((a, b) => a.at - b.at);
  }

  #put(group: string, given: ScheduleInput, before?: Schedule): Schedule {
    const now = this.clock();
    const input = withDefaults(given);
    const timetable = parseExpression(input.ScheduleExpression, input.ScheduleExpressionTimezone);
    checkDates(input, timetable, now, before);
    const same = before?.input.ScheduleExpression === input.ScheduleExpression;
    const schedule: Schedule = {
      arn: this.arn(group, input.Name),
      name: input.Name,
      group,
      input,
      timetable,
      created: before?.created ?? new Date(now),
      modified: new Date(now),
      began: same ? before.began : now,
      due: undefined,
    };
    // A rate that was given anew begins anew, at once.
    schedule.due = nextRun(schedule, same || timetable.once ? now : now - 1);
    this.#schedules.set(schedule.arn, schedule);
    this.changed();
    return schedule;
  }
}

/** A clock that skips by years makes this many runs due at once; the others come right after. */
const MOST_AT_ONCE = 1000;

/** Sources: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html, API_CreateSchedule.html */
function withDefaults(input: ScheduleInput): ScheduleInput {
  const { RetryPolicy = {} } = input.Target;
  const { MaximumEventAgeInSeconds = 86_400, MaximumRetryAttempts = 185 } = RetryPolicy;
  return {
    ...input,
    ScheduleExpressionTimezone: input.ScheduleExpressionTimezone ?? "UTC",
    State: input.State ?? "ENABLED",
    ActionAfterCompletion: input.ActionAfterCompletion ?? "NONE",
    Target: { ...input.Target, RetryPolicy: { MaximumEventAgeInSeconds, MaximumRetryAttempts } },
  };
}

function checkDates(
  { StartDate: start, EndDate: end, FlexibleTimeWindow, ScheduleExpression }: ScheduleInput,
  timetable: Timetable,
  now: number,
  before: Schedule | undefined,
): void {
  const { Mode, MaximumWindowInMinutes: minutes } = FlexibleTimeWindow;
  if ((Mode === "FLEXIBLE") !== (minutes !== undefined)) {
    throw invalid("MaximumWindowInMinutes must be set for the mode FLEXIBLE, and for it alone.");
  }
  if (timetable.once) {
    const past = timetable.next(now, now) === undefined;
    if (past && before?.input.ScheduleExpression !== ScheduleExpression) {
      throw invalid(`Invalid Schedule Expression ${ScheduleExpression}: its time has passed.`);
    }
    return;
  }
  const startAt = start?.getTime() ?? now;
  if (startAt < now - LATE_START_MS && before?.input.StartDate?.getTime() !== startAt) {
    throw invalid("The StartDate you specify cannot be earlier than 5 minutes ago.");
  }
  if (end !== undefined && end.getTime() <= startAt) {
    throw invalid("The EndDate you specify must come after the StartDate.");
  }
}

/** Start and end date are ignored for what runs once. */
function nextRun(schedule: Schedule, after: number): number | undefined {
  const { input, timetable, began } = schedule;
  if (input.State === "DISABLED") return undefined;
  if (timetable.once) return timetable.next(after, after);
  const start = input.StartDate?.getTime() ?? began;
  const at = timetable.next(Math.max(after, start - 1), start);
  return at === undefined || at > (input.EndDate?.getTime() ?? Infinity) ? undefined : at;
}

export function describedSchedule({
  arn,
  group,
  created,
  modified,
  input,
}: Schedule): GetScheduleOutput {
  return {
    ...input,
    // A request's own, and no setting: the schema has no such member in an answer.
    ...{ ClientToken: undefined },
    Arn: arn,
    GroupName: group,
    CreationDate: created,
    LastModificationDate: modified,
  };
}
