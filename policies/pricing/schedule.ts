import type { StackResource } from "../rule/resource";
import { flag, isSet, text } from "../rule/properties";

const minutesPerWeek = 7 * 24 * 60;
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** A cron field's values from 0 to `size - 1`; undefined when it is more than lists and ranges. */
function valuesOf(field: string, size: number, index: (value: string) => number) {
  if (field === "*" || field === "?") return Array.from({ length: size }, (_, value) => value);
  const values: number[] = [];
  for (const part of field.split(",")) {
    const [first = "", last = first] = part.split("-");
    const [from, to] = [index(first), index(last)];
    if (!(from >= 0 && to < size && from <= to)) return undefined;
    for (let value = from; value <= to; value++) values.push(value);
  }
  return values;
}

/** AWS counts days from 1, Sunday, or names them. */
function dayIndex(value: string): number {
  const named = days.indexOf(value.toUpperCase());
  return named >= 0 ? named : /^\d+$/.test(value) ? Number(value) - 1 : NaN;
}

/** Minutes of the week, from Sunday 00:00, at which `cron(…)` fires; undefined if not weekly. */
function firings(schedule: string): readonly number[] | undefined {
  const fields = /^cron\((.+)\)$/.exec(schedule)?.[1]?.split(/\s+/) ?? [];
  const [minute = "", hour = "", ofMonth = "", month = "", weekday = "", year = ""] = fields;
  const everyDay = [ofMonth, month, year].every((field) => field === "*" || field === "?");
  if (fields.length !== 6 || !everyDay) return undefined;
  const minutes = valuesOf(minute, 60, Number);
  const hours = valuesOf(hour, 24, Number);
  const weekdays = valuesOf(weekday, 7, dayIndex);
  if (!minutes || !hours || !weekdays) return undefined;
  return weekdays.flatMap((day) =>
    hours.flatMap((h) => minutes.map((m) => (day * 24 + h) * 60 + m)),
  );
}

interface Switch {
  readonly minute: number;
  readonly up: boolean;
}

function switchesOf(action: StackResource, cluster: string): readonly Switch[] | undefined {
  const target = (name: string) => text(action.props, "targetAction", name, "clusterIdentifier");
  const up = target("resumeCluster") === cluster;
  if (!up && target("pauseCluster") !== cluster) return [];
  return firings(text(action.props, "schedule") ?? "")?.map((minute) => ({ minute, up }));
}

/**
 * The share of the week, 0 to 1, in which a cluster is not paused by scheduled actions. A schedule
 * that cannot be read counts as none, so that a price is never too low.
 */
export function runningShare(cluster: string, resources: readonly StackResource[]): number {
  const actions = resources
    .filter(({ type }) => type === "aws:redshift/scheduledAction:ScheduledAction")
    .filter(({ props }) => flag(props, "enable") !== false && isSet(props, "targetAction"));
  const switches: Switch[] = [];
  for (const action of actions) {
    const found = switchesOf(action, cluster);
    if (found === undefined) return 1;
    switches.push(...found);
  }
  if (!switches.some(({ up }) => up) || !switches.some(({ up }) => !up)) return 1;
  const inOrder = switches.sort((a, b) => a.minute - b.minute);
  const [first] = inOrder;
  let running = 0;
  inOrder.forEach(({ minute, up }, index) => {
    const next = inOrder[index + 1]?.minute ?? (first?.minute ?? 0) + minutesPerWeek;
    if (up) running += next - minute;
  });
  return running / minutesPerWeek;
}
