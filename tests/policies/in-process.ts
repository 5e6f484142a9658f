import type {
  PolicyResource,
  PolicyResourceOptions,
  ResourceValidationArgs,
  StackValidationArgs,
} from "@pulumi/policy";
import { rules } from "../../policies/rules";
import type { RegisteredResource } from "../../cost/registrations";

export interface Objection {
  readonly rule: string;
  readonly message: string;
}

function optionsOf({ protect }: RegisteredResource): PolicyResourceOptions {
  return {
    protect,
    ignoreChanges: [],
    aliases: [],
    additionalSecretOutputs: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  };
}

const common: Pick<
  ResourceValidationArgs,
  "stackTags" | "getConfig" | "notApplicable" | "isType" | "asType"
> = {
  stackTags: new Map(),
  getConfig: (): never => ({}) as never,
  notApplicable: (): never => {
    throw new Error("no rule calls itself not applicable");
  },
  isType: () => false,
  asType: () => undefined,
};

function resourceArgs(resource: RegisteredResource): ResourceValidationArgs {
  const { type, name, urn, inputs } = resource;
  return { ...common, type, name, urn, props: inputs, opts: optionsOf(resource) };
}

function stackArgs(resources: readonly RegisteredResource[]): StackValidationArgs {
  const all = resources.map((resource): PolicyResource => {
    const { type, name, urn, props } = resource;
    const graph = { dependencies: [], propertyDependencies: {} };
    const { isType, asType } = common;
    return { type, name, urn, props, opts: optionsOf(resource), isType, asType, ...graph };
  });
  return { ...common, resources: all };
}

/** What the rules, with their defaults, object to in a stack. */
export async function objections(
  resources: readonly RegisteredResource[],
): Promise<readonly Objection[]> {
  const found: Objection[] = [];
  for (const rule of rules) {
    const report = (message: string) => found.push({ rule: rule.name, message });
    if ("validateStack" in rule) await rule.validateStack(stackArgs(resources), report);
    else {
      const checks = [rule.validateResource ?? []].flat();
      for (const check of checks)
        for (const resource of resources) await check(resourceArgs(resource), report);
    }
  }
  return found;
}
