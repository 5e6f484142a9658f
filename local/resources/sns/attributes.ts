import { jsonText } from "../as-given";
import type { Properties } from "../kind";
import { capitalized } from "../names";

/** The attributes that inputs of these names give, as text. */
export function attributesOf(inputs: Properties, names: readonly string[]): Record<string, string> {
  const there = names.filter((name) => inputs[name] !== undefined && inputs[name] !== "");
  return Object.fromEntries(there.map((name) => [capitalized(name), jsonText(inputs[name])]));
}

/** The attributes to set, of those that are or were given; what is given no more becomes empty. */
export function changedAttributes(
  before: Properties,
  inputs: Properties,
  names: readonly string[],
) {
  const wanted = attributesOf(inputs, names);
  return names
    .filter((name) => inputs[name] !== undefined || before[name] !== undefined)
    .map(capitalized)
    .map((name) => ({ AttributeName: name, AttributeValue: wanted[name] ?? "" }));
}
