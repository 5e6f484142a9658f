import { randomBytes } from "node:crypto";
import type { Autoname, CheckFailure, Properties, ResourceKind } from "./kind";

/** Inputs that a resource may have besides its own. */
const everywhere = new Set(["tags", "tagsAll", "region"]);

/** What the provider would refuse: missing, unknown and out-of-limit inputs. */
export function checkInputs(
  kind: ResourceKind,
  inputs: Properties,
  isUnknown: (property: string) => boolean = () => false,
): CheckFailure[] {
  const missing = kind.required
    .filter((property) => inputs[property] === undefined && !isUnknown(property))
    .map((property) => ({ property, reason: `Missing required argument "${property}"` }));
  const known = new Set([...kind.required, ...kind.optional]);
  const unknown = Object.keys(inputs)
    .filter((property) => !property.startsWith("__"))
    .filter((property) => !known.has(property) && !everywhere.has(property))
    .map((property) => ({
      property,
      reason: `Unknown argument "${property}" of ${kind.type} (the local cloud takes ${[...known].sort().join(", ")})`,
    }));
  return [...missing, ...unknown, ...(kind.check?.(inputs) ?? [])];
}

/** A resource in a region of its own: the local cloud has one alone. */
export function checkRegion(region: unknown, here: string | undefined): CheckFailure[] {
  if (typeof region !== "string" || here === undefined || region === here) return [];
  const reason = `the local cloud stands in ${here} alone: leave out region, or set it to ${here}`;
  return [{ property: "region", reason }];
}

/** The inputs with the provider's defaults and, where it has none, a name from the logical one. */
export function withDefaults(
  kind: ResourceKind,
  logicalName: string,
  inputs: Properties,
  existingName?: unknown,
): Properties {
  const given = Object.fromEntries(Object.entries(inputs).filter(([, v]) => v !== undefined));
  const filled = { ...kind.defaults, ...given };
  if (kind.autoname === undefined || filled[kind.autoname.property] !== undefined) return filled;
  const name = existingName ?? automaticName(logicalName, kind.autoname, filled);
  return { ...filled, [kind.autoname.property]: name };
}

function automaticName(
  logicalName: string,
  { maxLength, lowerCase = false, suffix: end = () => "" }: Autoname,
  inputs: Properties,
): string {
  const suffix = `-${randomBytes(4).toString("hex").slice(0, 7)}${end(inputs)}`;
  const stem = logicalName.slice(0, maxLength - suffix.length);
  return (lowerCase ? stem.toLowerCase() : stem) + suffix;
}
