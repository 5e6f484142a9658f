import type { Properties } from "./properties";
import { text, whenKnown } from "./properties";

/** A registered resource, as rules and prices see it. */
export interface StackResource {
  /** Type token, e.g. "aws:kinesis/stream:Stream". */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Inputs where one resource is checked, outputs where the stack is. */
  readonly props: Properties;
  readonly protect: boolean;
  readonly providerProps?: Properties;
  /** URNs of the resources that each property's value came from. */
  readonly references: Readonly<Record<string, readonly string[]>>;
}

interface UrnParts {
  readonly stack: string;
  readonly project: string;
}

/** `urn:pulumi:<stack>::<project>::<types>::<name>` */
export function partsOf(urn: string): UrnParts {
  const [head = "", project = ""] = urn.split("::");
  return { stack: head.replace(/^urn:pulumi:/, ""), project };
}

/** Names under which another resource may refer to this one, as far as they are known. */
function identities(resource: StackResource): readonly string[] {
  return ["id", "arn", "name", "bucket", "keyId", "clusterIdentifier", "workgroupName"]
    .map((property) => whenKnown(() => text(resource.props, property)))
    .filter((identity) => identity !== undefined);
}

/** Whether a property of `source` names `target`: by the engine's graph, or by its known value. */
export function refersTo(source: StackResource, property: string, target: StackResource): boolean {
  if (source.references[property]?.includes(target.urn)) return true;
  const value = whenKnown(() => text(source.props, property));
  return value !== undefined && identities(target).includes(value);
}
