import { randomBytes } from "node:crypto";

import { AwsError } from "../../gateway/service";
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
  readonly tags: Map<string, string>;
}

export interface NewRole {
  readonly name: string;
  readonly path: string;
  readonly trust: string;
  readonly description: string;
  readonly maxSessionSeconds: number;
}

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

  create(wanted: NewRole): Role {
    if (!/^[\w+=,.@-]{1,64}$/.test(wanted.name)) {
      throw new AwsError(
        "ValidationError",
        `The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_- and be at most 64 long: ${wanted.name}`,
      );
    }
    if (this.byName.has(wanted.name)) {
      throw new AwsError(
        "EntityAlreadyExists",
        `Role with name ${wanted.name} already exists.`,
        409,
      );
    }
    const role: Role = {
      ...wanted,
      trust: policyDocument(wanted.trust, "trust"),
      arn: `arn:aws:iam::${this.accountId}:role${wanted.path}${wanted.name}`,
      id: uniqueId("AROA", 17),
      createdAt: new Date(),
      inline: new Map(),
      attached: new Set(),
      tags: new Map(),
    };
    this.byName.set(role.name, role);
    this.byArn.set(role.arn, role);
    return role;
  }

  named(name: string): Role {
    const role = this.byName.get(name);
    if (role !== undefined) return role;
    throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
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
      throw new AwsError("DeleteConflict", `Cannot delete entity, ${conflict}`, 409);
    }
    this.byName.delete(name);
    this.byArn.delete(role.arn);
  }
}
