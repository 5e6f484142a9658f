import { jsonText } from "../as-given";
import type { Properties } from "../kind";

type Names = Readonly<Record<string, string>>;

/** The attributes that inputs give, as text. */
export function attributesOf(inputs: Properties, names: Names): Record<string, string> {
  const given = Object.entries(names).map(([property, name]) => [name, inputs[property]] as const);
  const there = given.filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(there.map(([name, value]) => [name, jsonText(value)]));
}

/** The attributes to set, of those that are or were given; what is given no more becomes empty. */
export function changedAttributes(before: Properties, inputs: Properties, names: Names) {
  const wanted = attributesOf(inputs, names);
  return Object.entries(names)
    .filter(([property]) => inputs[property] !== undefined || before[property] !== undefined)
    .map(([, name]) => ({ AttributeName: name, AttributeValue: wanted[name] ?? "" }));
}
