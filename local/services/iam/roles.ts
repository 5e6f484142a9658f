import { randomBytes } from "node:crypto";

import { AwsError } from "../../gateway/service";
import type { InputOf } from "../../gateway/model/apis";
import { TagStore, type TagLimits } from "../tags";
import { MANAGED_POLICIES } from "./managed";
import { parsePolicy } from "./policy";
import type { Statement } from "./policy";

interface InlinePolicy {
  readonly document: string;
  readonly statements: readonly Statement[];
}

export interface Role {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAt: Date;
  description: string;
  maxSessionSeconds: number;
  trust: InlinePolicy;
  readonly inline: Map<string, InlinePolicy>;
  /** ARNs of managed policies, in the order of attachment. */
  readonly attached: Set<string>;
  readonly tags: TagStore;
}

/** Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html */
const TAGS: TagLimits = {
  tooMany: ["LimitExceeded", "Cannot exceed quota for TagsPerRole: 50"],
  invalid: "InvalidInput",
};

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An IAM unique id: a prefix and `length` random base-32 characters. */
export function uniqueId(prefix: string, length: number): string {
  return prefix + Array.from(randomBytes(length), (byte) => ALPHABET[byte % 32]).join("");
}

export function policyDocument(document: string, kind: "identity" | "trust"): InlinePolicy {
  return { document, statements: parsePolicy(document, kind) };
}

/** Every statement that a role's own policies make, inline and managed. */
export function statementsOf(role: Role): readonly Statement[] {
  return [
    ...[...role.inline.values()].flatMap((policy) => policy.statements),
    ...[...role.attached].flatMap((arn) => MANAGED_POLICIES.get(arn) ?? []),
  ];
}

/** The account's roles by name and by ARN. */
export class Roles {
  private readonly byName = new Map<string, Role>();
  private readonly byArn = new Map<string, Role>();

  constructor(private readonly accountId: string) {}

  create(input: InputOf<"iam", "CreateRole">): Role {
    const { RoleName: name, Path: path = "/" } = input;
    if (this.byName.has(name)) {
      throw new AwsError("EntityAlreadyExists", `Role with name ${name} already exists.`);
    }
    const role: Role = {
      name,
      path,
      arn: `arn:aws:iam::${this.accountId}:role${path}${name}`,
      id: uniqueId("AROA", 17),
      createdAt: new Date(),
      description: input.Description ?? "",
      maxSessionSeconds: input.MaxSessionDuration ?? 3600,
      trust: policyDocument(input.AssumeRolePolicyDocument, "trust"),
      inline: new Map(),
      attached: new Set(),
      tags: new TagStore(TAGS, input.Tags),
    };
    this.byName.set(role.name, role);
    this.byArn.set(role.arn, role);
    return role;
  }

  named(name: string): Role {
    const role = this.byName.get(name);
    if (role !== undefined) return role;
    throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`);
  }

  /** A role's ARN; of one that is not there, the ARN that it would have. */
  arnOf(name: string): string {
    return this.byName.get(name)?.arn ?? `arn:aws:iam::${this.accountId}:role/${name}`;
  }

  withArn(arn: string): Role | undefined {
    return this.byArn.get(arn);
  }

  list(pathPrefix: string): Role[] {
    return [...this.byName.values()]
      .filter((role) => role.path.startsWith(pathPrefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  delete(name: string): void {
    const role = this.named(name);
    const conflict =
      role.attached.size > 0
        ? "must detach all policies first."
        : role.inline.size > 0
          ? "must delete policies first."
          : undefined;
    if (conflict !== undefined) {
      throw new AwsError("DeleteConflict", `Cannot delete entity, ${conflict}`);
    }
    this.byName.delete(name);
    this.byArn.delete(role.arn);
  }
}
