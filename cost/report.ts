import type { PriceList } from "../policies/pricing/price-list";
import { hoursPerMonth } from "../policies/pricing/price-list";
import { monthlyCost } from "../policies/pricing/fixed";
import { text } from "../policies/rule/properties";
import type { StackResource } from "../policies/rule/resource";
import * as meters from "./meters";
import type { Traffic } from "./traffic";
import { isOnDemand, shardsOf, usePerMillion } from "./traffic";

/** What one line of the bill is for. */
export interface Line {
  readonly scenario: string;
  readonly resource: string;
  readonly what: string;
  readonly idlePerDay: number;
  readonly perMillion: number;
}

export interface Report {
  readonly lines: readonly Line[];
  /** Without traffic. */
  readonly idlePerDay: number;
  readonly idlePerMonth: number;
  /** A million events on each stream. */
  readonly perMillion: number;
  /** Idle and traffic together, each stream at the rate. */
  readonly perMonth: number;
  /** What the figures leave out. */
  readonly warnings: readonly string[];
}

const daysPerMonth = hoursPerMonth / 24;

function scenarioOf(resource: StackResource): string {
  return text(resource.props, "tags", "scenario") ?? "shared";
}

/** "aws:dynamodb/table:Table" as "table". */
function kindOf({ type }: StackResource): string {
  const kind = type.split(":").at(-1) ?? type;
  return kind.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

interface Draft extends Line {
  readonly type: string;
  readonly count: number;
}

/** Resources of one kind that are billed alike share a line: 42 alarms are one. */
function gather(drafts: readonly Draft[]): readonly Line[] {
  const lines = new Map<string, Draft>();
  for (const draft of drafts) {
    const key = [draft.scenario, draft.type, draft.what].join("\n");
    const known = lines.get(key);
    lines.set(key, {
      ...draft,
      count: (known?.count ?? 0) + 1,
      idlePerDay: (known?.idlePerDay ?? 0) + draft.idlePerDay,
      perMillion: (known?.perMillion ?? 0) + draft.perMillion,
    });
  }
  return [...lines.values()].map(({ scenario, resource, what, count, ...rest }) => ({
    scenario,
    resource: count === 1 ? resource : `${count} ${kindOf({ ...nameless, type: rest.type })}s`,
    what,
    idlePerDay: rest.idlePerDay,
    perMillion: rest.perMillion,
  }));
}

const nameless: StackResource = {
  type: "",
  name: "",
  urn: "",
  props: {},
  protect: false,
  references: {},
};

function draftOf(resource: StackResource, what: string, idlePerDay: number, perMillion: number) {
  return {
    scenario: scenarioOf(resource),
    type: resource.type,
    resource: `${kindOf(resource)} ${resource.name}`,
    what,
    count: 1,
    idlePerDay,
    perMillion,
  };
}

function overloaded(resources: readonly StackResource[], traffic: Traffic): readonly string[] {
  const needed = meters.shardsFor(traffic.eventsPerSecond, traffic.bytesPerEvent);
  return resources
    .filter(({ type }) => type === "aws:kinesis/stream:Stream")
    .filter((stream) => !isOnDemand(stream) && shardsOf(stream, traffic) < needed)
    .map(
      (stream) =>
        `${stream.name} needs ${needed} shards for this rate and has ` +
        `${shardsOf(stream, traffic)}: it would refuse records`,
    );
}

/** What a stack costs, by scenario and resource: idle, and for what passes through it. */
export function report(
  resources: readonly StackResource[],
  traffic: Traffic,
  prices: PriceList,
): Report {
  const fixed = monthlyCost(resources, prices);
  const uses = usePerMillion(resources, traffic, prices);
  const lines = gather([
    ...fixed.items.map(({ resource, what, usd }) => draftOf(resource, what, usd / daysPerMonth, 0)),
    ...uses.map(({ resource, what, usdPerMillion }) => draftOf(resource, what, 0, usdPerMillion)),
  ]);
  const perMillion = uses.reduce((sum, { usdPerMillion }) => sum + usdPerMillion, 0);
  const millions = (traffic.eventsPerSecond * 3600 * hoursPerMonth) / 1_000_000;
  return {
    lines: lines
      .filter((line) => line.idlePerDay > 0 || line.perMillion > 0)
      .sort((a, b) => order(a.scenario).localeCompare(order(b.scenario))),
    idlePerDay: fixed.total / daysPerMonth,
    idlePerMonth: fixed.total,
    perMillion,
    perMonth: fixed.total + millions * perMillion,
    warnings: [
      ...overloaded(resources, traffic),
      ...fixed.unpriced.map(({ type, name }) => `${type} ${name} has no price in the list`),
    ],
  };
}

/** What all scenarios share comes last. */
function order(scenario: string): string {
  return scenario === "shared" ? "~" : scenario;
}
