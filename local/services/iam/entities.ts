import { randomBytes } from "node:crypto";
import { AwsError } from "../../gateway/service";
import type { InputOf } from "../../gateway/model/apis";
import { TagStore } from "../tags";
import { sizeOf, type Policy } from "./policy";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An IAM unique id: a prefix and `length` random base-32 characters. */
export function uniqueId(prefix: string, length: number): string {
  return prefix + Array.from(randomBytes(length), (byte) => ALPHABET[byte % 32]).join("");
}

export type EntityKind = "role" | "user" | "group" | "policy";

/** What roles, users, groups and managed policies have in common. */
export interface Entity {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAt: Date;
  readonly tags: TagStore;
}

/** What policies can be put on. */
export interface Holder extends Entity {
  readonly inline: Map<string, Policy>;
  /** ARNs of managed policies, in the order of attachment. */
  readonly attached: Set<string>;
}

interface EntityTerms {
  readonly prefix: string;
  /** How AWS's messages name its tags' quota. */
  readonly quota: string;
  /**
   * Characters of all inline policies together.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
   */
  readonly inlineSize: number;
}

const TERMS: Readonly<Record<EntityKind, EntityTerms>> = {
  role: { prefix: "AROA", quota: "TagsPerRole", inlineSize: 10_240 },
  user: { prefix: "AIDA", quota: "TagsPerUser", inlineSize: 2048 },
  group: { prefix: "AGPA", quota: "TagsPerGroup", inlineSize: 5120 },
  policy: { prefix: "ANPA", quota: "TagsPerPolicy", inlineSize: 0 },
};

/** The account's entities of one kind, by name and by ARN. */
export class Entities<T extends Entity> {
  private readonly byName = new Map<string, T>();
  private readonly byArn = new Map<string, T>();

  constructor(
    readonly kind: EntityKind,
    private readonly accountId: string,
  ) {}

  /** What every new entity has; throws EntityAlreadyExists. */
  fresh(name: string, path = "/", tags?: InputOf<"iam", "CreateRole">["Tags"]): Entity {
    if (this.byName.has(name)) {
      const message = `${titled(this.kind)} with name ${name} already exists.`;
      throw new AwsError("EntityAlreadyExists", message);
    }
    const { prefix, quota } = TERMS[this.kind];
    const limits = {
      tooMany: ["LimitExceeded", `Cannot exceed quota for ${quota}: 50`],
      invalid: "InvalidInput",
    } as const;
    return {
      name,
      path,
      arn: `arn:aws:iam::${this.accountId}:${this.kind}${path}${name}`,
      id: uniqueId(prefix, 17),
      createdAt: new Date(),
      tags: new TagStore(limits, tags),
    };
  }

  add(entity: T): T {
    this.byName.set(entity.name, entity);
    this.byArn.set(entity.arn, entity);
    return entity;
  }

  named(name: string): T {
    const entity = this.byName.get(name);
    if (entity !== undefined) return entity;
    throw new AwsError("NoSuchEntity", `The ${this.kind} with name ${name} cannot be found.`);
  }

  /** An entity's ARN; of one that is not there, the ARN that it would have. */
  arnOf(name: string): string {
    return this.byName.get(name)?.arn ?? `arn:aws:iam::${this.accountId}:${this.kind}/${name}`;
  }

  withArn(arn: string): T | undefined {
    return this.byArn.get(arn);
  }

  list(pathPrefix = "/"): T[] {
    return [...this.byName.values()]
      .filter(({ path }) => path.startsWith(pathPrefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  remove({ name, arn }: Entity): void {
    this.byName.delete(name);
    this.byArn.delete(arn);
  }
}

/** The parts of a new holder of policies. */
export const noPolicies = (): Pick<Holder, "inline" | "attached"> => ({
  inline: new Map(),
  attached: new Set(),
});

/** Puts an inline policy; throws LimitExceeded where all of them together would be too long. */
export function putInline(kind: EntityKind, holder: Holder, name: string, policy: Policy): void {
  const others = [...holder.inline].filter(([other]) => other !== name).map(([, each]) => each);
  const size = [...others, policy].reduce((sum, { document }) => sum + sizeOf(document), 0);
  const most = TERMS[kind].inlineSize;
  if (size > most) {
    const message = `Maximum policy size of ${most} bytes exceeded for ${kind} ${holder.name}`;
    throw new AwsError("LimitExceeded", message);
  }
  holder.inline.set(name, policy);
}

/** The deletion of what others hang on. */
export const conflict = (what: string): AwsError =>
  new AwsError("DeleteConflict", `Cannot delete entity, ${what} first.`);

/** Throws DeleteConflict for a holder that has policies still. */
export function checkDeletable({ attached, inline }: Holder): void {
  if (attached.size > 0) throw conflict("must detach all policies");
  if (inline.size > 0) throw conflict("must delete policies");
}

const titled = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
