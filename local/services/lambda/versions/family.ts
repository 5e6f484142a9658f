import { randomUUID } from "node:crypto";
import type {
  AliasRoutingConfiguration,
  FunctionEventInvokeConfig,
  FunctionUrlConfig,
  ProvisionedConcurrencyConfigListItem,
  RecursiveLoop,
} from "@aws-sdk/client-lambda";

import { TagStore, type TagLimits } from "../../tags";
import type { LambdaFunction } from "../lambda-function";
import { ResourcePolicy } from "../policies/policy";

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html */
const TAGS: TagLimits = {
  tooMany: ["InvalidParameterValueException", "A function cannot have more than 50 tags."],
  invalid: "InvalidParameterValueException",
};

/** A name for a version, or for two by weight. */
export interface Alias {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly routing: AliasRoutingConfiguration | undefined;
  readonly revisionId: string;
}

/** What all versions of a function have in common, and the versions and aliases themselves. */
export class Family {
  readonly tags: TagStore;
  reservedConcurrency: number | undefined;
  recursiveLoop: RecursiveLoop = "Terminate";
  /** Published versions by their numbers, oldest first. */
  readonly versions = new Map<string, LambdaFunction>();
  readonly aliases = new Map<string, Alias>();
  /** By qualifier, "" without one. */
  readonly urls = new Map<string, FunctionUrlConfig>();
  /** By qualifier. */
  readonly eventInvoke = new Map<string, FunctionEventInvokeConfig>();
  readonly provisioned = new Map<string, ProvisionedConcurrencyConfigListItem>();
  private readonly policies = new Map<string, ResourcePolicy>();
  private lastNumber = 0;

  constructor(
    tags: Readonly<Record<string, string>> | undefined,
    /** Instances that may run at once where no concurrency is reserved. */
    private readonly concurrency: number,
  ) {
    this.tags = new TagStore(TAGS, tags);
  }

  /** Instances of one version that may run at once beside those of the others. */
  limitFor(subject: LambdaFunction, latest: LambdaFunction): number {
    const others = [latest, ...this.versions.values()].filter((each) => each !== subject);
    const busy = others.reduce((sum, each) => sum + each.busy, 0);
    return (this.reservedConcurrency ?? this.concurrency) - busy;
  }

  /** The number of the next version; a deleted one's is not given again. */
  nextNumber(): string {
    this.lastNumber += 1;
    return String(this.lastNumber);
  }

  /** The resource policy of a qualifier, "" without one. */
  policyOf(qualifier: string): ResourcePolicy {
    const policy = this.policies.get(qualifier) ?? new ResourcePolicy();
    this.policies.set(qualifier, policy);
    return policy;
  }

  setAlias(alias: Omit<Alias, "revisionId">): Alias {
    const set = { ...alias, revisionId: randomUUID() };
    this.aliases.set(alias.name, set);
    return set;
  }
}

/** The version that an invocation by an alias goes to. */
export function routed({ version, routing }: Alias): string {
  const [other] = Object.entries(routing?.AdditionalVersionWeights ?? {});
  return other !== undefined && Math.random() < other[1] ? other[0] : version;
}
