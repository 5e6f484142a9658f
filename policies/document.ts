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
  return value.length <= 3 ? value.map(String).join(", ") : `${value.length} values`;
}

function settingsOf(rule: Rule): string {
  return Object.entries(rule.settings)
    .filter(([name]) => !["durableStacks", "suppressions"].includes(name))
    .map(([name, setting]) => `\`${name}\` (${defaultOf(setting)})`)
    .join(", ");
}

function rowOf(rule: Rule): string {
  const remediation = rule.remediates ? "yes" : "";
  const cells = [`\`${rule.name}\``, rule.description, scopes[rule.scope]];
  const hub = rule.controls.join(", ");
  return `| ${[...cells, rule.enforcementLevel ?? "", remediation, hub, settingsOf(rule)].join(" | ")} |`;
}

function tableOf(theme: Theme, rules: readonly Rule[]): string {
  const own = rules.filter((rule) => rule.theme === theme);
  return [
    `## ${themes[theme]}`,
    "",
    "| rule | what must hold | where | level | remediates | Security Hub | settings (default) |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...byName(own).map(rowOf),
    "",
  ].join("\n");
}

const suppressionExample = `{
  "bucket-cors-origins": {
    "suppressions": [
      { "resource": "public-downloads", "reason": "a mirror for everybody", "expires": "2027-06-30" }
    ]
  }
}`;

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
    "`durableStacks` of a rule names it (default: `prod`, `production`). A rule that *remediates* can put",
    "the resource right instead of refusing it: set its level to `remediate`, as",
    "`policies/remediate.json` does for all of them. **Security Hub** names the controls of AWS",
    "Security Hub that ask for the same; messages name them too.",
    "",
    "## Letting a resource pass",
    "",
    "A suppression is a value in a rule's configuration: the resource (name or URN, `*` for any run of",
    "characters), a reason, and the last day on which it holds.",
    "",
    "```json",
    suppressionExample,
    "```",
    "",
    "Each one in force is listed at the end of a preview (`suppressions-in-force`, advisory). One that",
    "has expired, or has no reason or day, lets nothing pass, and it is reported, as is one that no",
    "violation needs (`suppressions-valid`).",
    "",
    "## How policy documents are read",
    "",
    "As IAM reads them, by meaning: JSON text or an object, one statement or a list, wildcards in any",
    "place, `NotAction`, `NotResource` and `NotPrincipal`, principals in every form, operators with",
    "their qualifiers. A condition counts where it leaves only callers that its author has fixed, by",
    "the keys that S3 and IAM Access Analyzer go by (`aws:SourceAccount`, `aws:SourceArn` with an",
    "account, `aws:PrincipalOrgID`, `aws:SourceIp` of at most a /8, `aws:SourceVpce` …); one that may",
    "hold without the key (`…IfExists`, `ForAllValues`), that denies some (`StringNotEquals`) or that",
    "anybody can meet (tags, `aws:Referer`, `aws:SecureTransport`) does not. Rules look at Allow",
    "statements by themselves: a Deny beside an open Allow does not close it.",
    "",
    "## What the rules cannot see",
    "",
    "- Resources of other providers: aws-native, and what CloudFormation stacks or modules make.",
    "- What a preview cannot know (a document whose ARNs are made by the update) counts as right in",
    "  the preview, and is checked during the update.",
    "- The option `retainOnDelete`, which the engine keeps to itself.",
    "- What stands outside the stack: customer-managed policies attached by ARN, prefix lists of AWS",
    "  or of other stacks, organization policies, permissions boundaries.",
    "- API Gateway's, EFS's, ECR Public's and VPC endpoints' policies, which are open by design.",
    "- Network ACLs, and whether a route leads to an open security group.",
    "",
    ...(Object.keys(themes) as Theme[]).map((theme) => tableOf(theme, rules)),
  ].join("\n");
}

/** policies/remediate.json: every rule that can remediate does. */
export function remediation(rules: readonly Rule[]): string {
  const remediating = byName(rules.filter(({ remediates }) => remediates));
  const levels = remediating.map(({ name }) => [name, "remediate"]);
  return JSON.stringify(Object.fromEntries(levels));
}
