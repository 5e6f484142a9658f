import type {
  EnforcementLevel,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { Properties } from "./properties";
import { isUnknownValue } from "./properties";
import type { StackResource } from "./resource";
import { partsOf } from "./resource";
import type { Settings, ValuesOf } from "./settings";
import { durableStacks, schemaOf, suppressions, valuesOf } from "./settings";
import { faultOf, isAbout, passes, remember, suppressionsOf } from "./suppressions";

export type Theme = "cost" | "cleanup" | "security" | "safety";

/** Where a rule holds. A stack is ephemeral unless the setting `durableStacks` names it. */
export type Scope = "every" | "ephemeral" | "durable";

/** What a check knows about the stack that it looks at. */
export interface StackContext {
  readonly stack: string;
  readonly project: string;
  readonly durable: boolean;
}

interface RuleText {
  readonly name: string;
  readonly theme: Theme;
  /** One sentence: what must hold. */
  readonly description: string;
  readonly scope: Scope;
  readonly settings: Settings;
  /** Ids of the AWS Security Hub controls that ask for the same. */
  readonly controls: readonly string[];
}

export type ResourceRule = ResourceValidationPolicy & RuleText & { readonly remediates: boolean };
export type StackRule = StackValidationPolicy & RuleText & { readonly remediates: false };
export type Rule = ResourceRule | StackRule;

interface RuleDefinition<S extends Settings> {
  readonly name: string;
  readonly theme: Theme;
  readonly description: string;
  /** Default "mandatory". */
  readonly level?: EnforcementLevel;
  /** Default "every". */
  readonly scope?: Scope;
  readonly settings?: S;
  readonly controls?: readonly string[];
}

interface ResourceDefinition<S extends Settings> extends RuleDefinition<S> {
  /** Type tokens that the rule looks at; absent: every resource. */
  readonly types?: readonly string[];
  /** The violation, saying what must hold and how to remediate it; undefined when there is none. */
  check(
    resource: StackResource,
    settings: ValuesOf<S>,
    context: StackContext,
  ): string | readonly string[] | undefined;
  /** New values for a violating resource's properties, where changing them is safe. */
  remediate?(resource: StackResource, settings: ValuesOf<S>, context: StackContext): Properties;
}

/** A violation found in a stack; without a resource it is the stack's own. */
export interface Finding {
  readonly message: string;
  readonly resource?: StackResource;
}

interface StackDefinition<S extends Settings> extends RuleDefinition<S> {
  check(
    resources: readonly StackResource[],
    settings: ValuesOf<S>,
    context: StackContext,
  ): readonly Finding[];
}

function contextOf(urn: string, durable: readonly string[]): StackContext {
  const parts = partsOf(urn);
  return { ...parts, durable: durable.includes(parts.stack) };
}

function holds(scope: Scope, context: StackContext): boolean {
  return scope === "every" || (scope === "durable") === context.durable;
}

function inspected(args: ResourceValidationArgs | PolicyResource): StackResource {
  const references = "propertyDependencies" in args ? args.propertyDependencies : {};
  return {
    type: args.type,
    name: args.name,
    urn: args.urn,
    props: args.props as Properties,
    protect: args.opts.protect,
    ...(args.provider && { providerProps: args.provider.props as Properties }),
    references: Object.fromEntries(
      Object.entries(references).map(([name, targets]) => [name, targets.map(({ urn }) => urn)]),
    ),
  };
}

function ruleText<S extends Settings>(definition: RuleDefinition<S>) {
  const settings = { durableStacks, suppressions, ...definition.settings };
  return {
    name: definition.name,
    theme: definition.theme,
    description: definition.description,
    enforcementLevel: definition.level ?? "mandatory",
    scope: definition.scope ?? "every",
    tags: [definition.theme],
    controls: definition.controls ?? [],
    settings,
    configSchema: schemaOf(settings),
  };
}

/** Messages with the rule's controls, without those that a suppression in force lets pass. */
function reported(
  { name, controls }: Pick<RuleText, "name" | "controls">,
  configured: unknown,
  findings: readonly Finding[],
): readonly Finding[] {
  const allowed = suppressionsOf(configured);
  remember(name, allowed);
  const hub = controls.length > 0 ? ` (AWS Security Hub: ${controls.join(", ")})` : "";
  return findings
    .filter(({ resource }) => !passes(name, allowed, resource))
    .map((finding) => {
      const about = allowed.find((each) =>
        isAbout(each, finding.resource?.name ?? "", finding.resource?.urn ?? ""),
      );
      const fault = about && faultOf(about, new Date());
      const note = fault === undefined ? "" : ` Its suppression ${fault}.`;
      return { ...finding, message: finding.message + hub + note };
    });
}

/** A check that fails on what it was given says so, and does not end the preview. */
function guarded(rule: string, names: string, check: () => readonly Finding[]): readonly Finding[] {
  try {
    return check();
  } catch (error) {
    if (isUnknownValue(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return [{ message: `${names} must be readable, and the rule ${rule} fails on it: ${reason}` }];
  }
}

/** A rule about one resource at a time, run before the resource is created or updated. */
export function resourceRule<S extends Settings>(definition: ResourceDefinition<S>): ResourceRule {
  const rule = ruleText(definition);
  const violations = (args: ResourceValidationArgs) => {
    if (definition.types && !definition.types.includes(args.type)) return undefined;
    const values = valuesOf(rule.settings, args.getConfig());
    const context = contextOf(args.urn, values.durableStacks);
    if (!holds(rule.scope, context)) return undefined;
    const resource = inspected(args);
    const settings = values as ValuesOf<S>;
    const found = guarded(rule.name, `The resource ${resource.name}`, () => {
      const messages = definition.check(resource, settings, context) ?? [];
      return (typeof messages === "string" ? [messages] : messages).map((message) => ({ message }));
    }).map((finding) => ({ ...finding, resource }));
    const messages = reported(rule, values.suppressions, found).map(({ message }) => message);
    return {
      messages,
      remediated: () => definition.remediate?.(resource, settings, context) ?? {},
    };
  };
  return {
    ...rule,
    remediates: definition.remediate !== undefined,
    validateResource: (args, report) => {
      for (const message of violations(args)?.messages ?? []) report(message);
    },
    ...(definition.remediate && {
      remediateResource: (args) => {
        const found = violations(args);
        if (!found || found.messages.length === 0) return undefined;
        // In place: copying the properties would read those that a preview cannot know.
        return Object.assign(args.props, found.remediated());
      },
    }),
  };
}

/** A rule about the whole stack, run at the end of a preview or update. */
export function stackRule<S extends Settings>(definition: StackDefinition<S>): StackRule {
  const rule = ruleText(definition);
  return {
    ...rule,
    remediates: false,
    validateStack: (args, report) => {
      const values = valuesOf(rule.settings, args.getConfig());
      const resources = args.resources.map(inspected);
      const context = contextOf(resources[0]?.urn ?? "", values.durableStacks);
      if (resources.length === 0 || !holds(rule.scope, context)) return;
      const found = guarded(rule.name, "The stack's resources", () =>
        definition.check(resources, values as ValuesOf<S>, context),
      );
      for (const { message, resource } of reported(rule, values.suppressions, found))
        report(message, resource?.urn);
    },
  };
}
