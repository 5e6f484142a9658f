import { nameRules, type NameKind, type NameRule } from "./rules";

/** What Pulumi puts behind a logical name that it makes a physical one of: a hyphen and 7 digits. */
const automaticSuffix = "-0123456";

export function ruleOf(kind: NameKind): NameRule {
  return nameRules[kind];
}

/** What is wrong with a name, and how to put it right; undefined when AWS takes it. */
export interface NameFault {
  readonly problem: string;
  readonly remedy: string;
}

/** Checks a name by its kind's rule. */
export function faultOf(kind: NameKind, name: string): NameFault | undefined {
  const { what, least, most, allowed, alphabet, refused = [] } = ruleOf(kind);
  const called = `the name of its ${what}, "${name}",`;
  if (!allowed.test(name)) {
    const bad = [...new Set(name)].filter((character) => !allowed.test(character));
    const shown = bad.map((character) => JSON.stringify(character)).join(" ");
    return { problem: `${called} has ${shown}, which AWS refuses`, remedy: `use ${alphabet}` };
  }
  if (name.length > most)
    return {
      problem: `${called} has ${name.length} characters where AWS takes ${most}`,
      remedy: `shorten it by ${name.length - most}`,
    };
  if (name.length < least)
    return {
      problem: `${called} has ${name.length} characters where AWS asks for ${least}`,
      remedy: "give a longer one",
    };
  const reserved = refused.find(({ form }) => form.test(name));
  if (reserved === undefined) return undefined;
  return { problem: `${called} ${reserved.because}`, remedy: "give another one" };
}

/** Checks the name that Pulumi makes of a logical one, where a component leaves that to Pulumi. */
export function automaticFaultOf(kind: NameKind, logicalName: string): NameFault | undefined {
  const { spell = (name: string) => name } = ruleOf(kind);
  return faultOf(kind, spell(logicalName) + automaticSuffix);
}
