import { covers } from "../iam/pattern";
import type { StackResource } from "./resource";

/** A violation that is let pass: where, why and until when. */
export interface Suppression {
  /** Name or URN of the resource; `*` stands for any run of characters. */
  readonly resource: string;
  readonly reason: string;
  /** Last day on which it holds, as YYYY-MM-DD. */
  readonly expires: string;
}

/** What has become of the suppressions that were configured, per rule, since the pack was started. */
interface History {
  readonly suppressions: readonly Suppression[];
  /** By suppression, the URNs of the violations that it let pass; "" is the stack's own. */
  readonly passed: Map<string, Set<string>>;
}

const records = new Map<string, History>();

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function textAt(value: unknown, key: keyof Suppression): string {
  const text: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : "";
  return typeof text === "string" ? text.trim() : "";
}

/** Configured values as suppressions; what is missing is empty, and `faultOf` says so. */
export function suppressionsOf(configured: unknown): readonly Suppression[] {
  if (!Array.isArray(configured)) return [];
  return configured.map((each: unknown) => ({
    resource: textAt(each, "resource"),
    reason: textAt(each, "reason"),
    expires: textAt(each, "expires"),
  }));
}

/** Why a suppression does not hold, or undefined where it does. */
export function faultOf(
  { resource, reason, expires }: Suppression,
  today: Date,
): string | undefined {
  if (resource === "") return "names no resource: give its name or URN";
  if (reason === "") return "has no reason: say why the rule may be broken there";
  const exists =
    /^\d{4}-\d\d-\d\d$/.test(expires) && day(new Date(Date.parse(expires) || 0)) === expires;
  if (!exists)
    return `has no expiry: set expires to a day such as ${day(new Date(today.getTime() + 90 * 86_400_000))}`;
  return expires < day(today)
    ? `has expired on ${expires}: remediate the resource, or give it a new day`
    : undefined;
}

export function isAbout({ resource }: Suppression, name: string, urn: string): boolean {
  return resource !== "" && (covers(resource, name) || covers(resource, urn));
}

/** Remembers what a rule's configuration lets pass, for the rules that tell of it at the end. */
export function remember(rule: string, suppressions: readonly Suppression[]): void {
  const before = records.get(rule);
  const same = JSON.stringify(before?.suppressions) === JSON.stringify(suppressions);
  if (!same) records.set(rule, { suppressions, passed: new Map() });
}

/** The suppression in force that lets a violation pass, and is remembered as used. */
export function passes(
  rule: string,
  suppressions: readonly Suppression[],
  resource: StackResource | undefined,
): boolean {
  const { name, urn } = resource ?? { name: "", urn: "" };
  const today = new Date();
  const found = suppressions.find(
    (each) => isAbout(each, name, urn) && faultOf(each, today) === undefined,
  );
  if (found === undefined) return false;
  const passed = records.get(rule)?.passed;
  const key = JSON.stringify(found);
  passed?.set(key, (passed.get(key) ?? new Set()).add(urn));
  return true;
}

export interface Remembered {
  readonly rule: string;
  readonly suppression: Suppression;
  readonly passed: readonly string[];
}

/** Every suppression that was configured, with the violations that it let pass. */
export function remembered(): readonly Remembered[] {
  return [...records].flatMap(([rule, { suppressions, passed }]) =>
    suppressions.map((suppression) => ({
      rule,
      suppression,
      passed: [...(passed.get(JSON.stringify(suppression)) ?? [])],
    })),
  );
}
