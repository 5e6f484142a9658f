import type { Rule, Theme } from "./rule/rule";
import type { Setting } from "./rule/settings";

const themes: Readonly<Record<Theme, string>> = {
  cost: "Cost",
  cleanup: "Cleanup",
  security: "Security",
  safety: "Safety",
};

const scopes = { every: "every stack", ephemeral: "ephemeral stacks", durable: "durable stacks" };

const byName = (rules: readonly Rule[]) => [...rules].sort((a, b) => a.name.localeCompare(b.name));

function defaultOf({ default: value }: Setting): string {
  if (typeof value !== "object") return String(value);
  return value.length <= 3 ? value.join(", ") : `${value.length} values`;
}

function settingsOf(rule: Rule): string {
  return Object.entries(rule.settings)
    .filter(([name]) => name !== "durableStacks")
    .map(([name, setting]) => `\`${name}\` (${defaultOf(setting)})`)
    .join(", ");
}

function rowOf(rule: Rule): string {
  const remediation = rule.mends ? "yes" : "";
  const cells = [`\`${rule.name}\``, rule.description, scopes[rule.scope]];
  return `| ${[...cells, rule.enforcementLevel ?? "", remediation, settingsOf(rule)].join(" | ")} |`;
}

function tableOf(theme: Theme, rules: readonly Rule[]): string {
  const own = rules.filter((rule) => rule.theme === theme);
  return [
    `## ${themes[theme]}`,
    "",
    "| rule | what must hold | where | level | mends | settings (default) |",
    "| --- | --- | --- | --- | --- | --- |",
    ...byName(own).map(rowOf),
    "",
  ].join("\n");
}

/** docs/policies.md, unformatted: every rule with its settings, by theme. */
export function policiesPage(rules: readonly Rule[]): string {
  return [
    "# The rules of the policy pack",
    "",
    "Written from the rules themselves by `npm run policies`; do not edit.",
    "",
    "```sh",
    "pulumi preview --policy-pack policies",
    "pulumi preview --policy-pack policies --policy-pack-config policies/remediate.json",
    "```",
    "",
    "The rules go by resource type and know nothing of this project: they hold for any stack on AWS.",
    "A stack is **ephemeral**, made to be destroyed without a trace, unless the setting",
    "`durableStacks` of a rule names it (default: `prod`, `production`). A rule that *mends* can put",
    "the resource right instead of refusing it: set its level to `remediate`, as",
    "`policies/remediate.json` does for all of them. Two things a policy cannot see: the option",
    "`retainOnDelete`, which the engine keeps to itself, and an IAM document whose ARNs are not known",
    "before the first update, which is checked during it.",
    "",
    ...(Object.keys(themes) as Theme[]).map((theme) => tableOf(theme, rules)),
  ].join("\n");
}

/** policies/remediate.json: every rule that can mend does. */
export function remediation(rules: readonly Rule[]): string {
  const mending = byName(rules.filter(({ mends }) => mends));
  const levels = mending.map(({ name }) => [name, "remediate"]);
  return JSON.stringify(Object.fromEntries(levels));
}
