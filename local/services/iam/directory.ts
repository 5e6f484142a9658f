import { AwsError } from "../../gateway/service";
import type { Statement } from "../policy/statement";
import { Entities, type Entity, type Holder } from "./entities";
import { MANAGED_POLICIES } from "./managed";
import type { Policy } from "./policy";

export interface Role extends Holder {
  description: string;
  maxSessionSeconds: number;
  trust: Policy;
}

export interface User extends Holder {
  readonly groups: Set<Group>;
  /** By their ids. */
  readonly keys: Map<string, AccessKey>;
}

export type Group = Holder;

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly createdAt: Date;
  active: boolean;
  lastUsed?: { readonly at: Date; readonly service: string; readonly region: string };
}

/** A managed policy of the account's own. */
export interface ManagedPolicy extends Entity {
  readonly description: string;
  readonly versions: Map<string, PolicyVersion>;
  defaultVersion: string;
  /** How many versions there ever were. */
  made: number;
  updatedAt: Date;
}

export interface PolicyVersion extends Policy {
  readonly createdAt: Date;
}

/** All that IAM knows of an account. */
export class Directory {
  readonly roles: Entities<Role>;
  readonly users: Entities<User>;
  readonly groups: Entities<Group>;
  readonly policies: Entities<ManagedPolicy>;

  constructor(
    readonly accountId: string,
    /** Milliseconds since the epoch, which conditions on the time go by. */
    readonly clock: () => number = Date.now,
  ) {
    this.roles = new Entities<Role>("role", accountId);
    this.users = new Entities<User>("user", accountId);
    this.groups = new Entities<Group>("group", accountId);
    this.policies = new Entities<ManagedPolicy>("policy", accountId);
  }

  /** Every statement of an identity's policies, inline and managed, its groups' too. */
  statementsOf(holder: Holder | User): readonly Statement[] {
    const holders = "groups" in holder ? [holder, ...holder.groups] : [holder];
    return holders.flatMap(({ inline, attached }) => [
      ...[...inline.values()].flatMap(({ statements }) => statements),
      ...[...attached].flatMap((arn) => this.#managed(arn) ?? []),
    ]);
  }

  /** The attached policies of which it is not known here what they grant. */
  unknownOf(holder: Holder | User): string[] {
    const holders = "groups" in holder ? [holder, ...holder.groups] : [holder];
    return holders.flatMap(({ attached }) =>
      [...attached].filter((arn) => this.#managed(arn) === undefined),
    );
  }

  /** Throws for an ARN that no policy has; of AWS's own ones any name is taken. */
  checkPolicyArn(arn: string): void {
    if (/^arn:aws:iam::aws:policy\/.+/.test(arn) || this.policies.withArn(arn)) return;
    if (!/^arn:aws:iam::(\d{12}|aws):policy\/.+/.test(arn)) {
      throw new AwsError("InvalidInput", `ARN ${arn} is not valid.`);
    }
    throw new AwsError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`);
  }

  /** Who a managed policy is attached to. */
  holdersOf(arn: string) {
    const having = <T extends Holder>(entities: Entities<T>): T[] =>
      entities.list().filter(({ attached }) => attached.has(arn));
    return {
      roles: having(this.roles),
      users: having(this.users),
      groups: having(this.groups),
    };
  }

  #managed(arn: string): readonly Statement[] | undefined {
    const own = this.policies.withArn(arn);
    if (own === undefined) return MANAGED_POLICIES.get(arn);
    return own.versions.get(own.defaultVersion)?.statements;
  }
}
