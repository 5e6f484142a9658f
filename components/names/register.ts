import { refuseUnless } from "../arguments";
import { automaticFaultOf, faultOf, ruleOf, type NameFault } from "./check";
import type { NameKind } from "./rules";

/** Whose a name is, for the messages. */
export interface NameOwner {
  /** The component's logical name. */
  readonly owner: string;
  /** The arguments that the name is made of, e.g. `stream.name`. */
  readonly from: string;
  /** What the name is unique in, where that is not the account: a database, a workgroup. */
  readonly within?: string;
}

/**
 * The names that a stack's resources have in AWS. Each is checked as it is made, while the program
 * is evaluated, so that a name that AWS would refuse, or that two resources would share, ends the
 * preview before anything is created.
 */
export class NameRegister {
  private readonly owners = new Map<string, NameOwner>();

  constructor(private readonly stack: string) {}

  /**
   * The name in AWS: as it stands in stack `dev`, with the stack's name behind it elsewhere, in the
   * alphabet of its kind. Throws when AWS refuses it or another resource has it.
   */
  physicalName(kind: NameKind, base: string, owner: NameOwner): string {
    const { spell = (name: string) => name } = ruleOf(kind);
    const name = spell(this.stack === "dev" ? base : `${base}-${this.stack}`);
    return this.take(kind, name, owner);
  }

  /** Checks and takes a name that does not bear the stack's. */
  take(kind: NameKind, name: string, owner: NameOwner): string {
    this.refuse(faultOf(kind, name), owner);
    const { what, ignoresCase } = ruleOf(kind);
    const key = [kind, owner.within ?? "", ignoresCase === true ? name.toLowerCase() : name];
    const first = this.owners.get(key.join("\n"));
    refuseUnless(
      first === undefined,
      owner.owner,
      `${first?.owner ?? ""} has the ${what} "${name}" already`,
      `change ${owner.from} in one of them`,
    );
    this.owners.set(key.join("\n"), owner);
    return name;
  }

  private refuse(fault: NameFault | undefined, { owner, from }: NameOwner): void {
    const inDev = this.stack === "dev";
    const made = inDev ? from : `${from} and the stack's name, "${this.stack}"`;
    const rename = inDev ? `change ${from}` : `change ${from}, or run pulumi stack rename`;
    refuseUnless(
      fault === undefined,
      owner,
      `${fault?.problem ?? ""} (it is made of ${made})`,
      `${fault?.remedy ?? ""}: ${rename}`,
    );
  }
}

/** Throws when AWS would refuse the name that Pulumi makes of a logical one. */
export function checkAutomaticName(kind: NameKind, { owner, from }: NameOwner): void {
  const fault = automaticFaultOf(kind, owner);
  refuseUnless(
    fault === undefined,
    owner,
    `${fault?.problem ?? ""} (Pulumi makes it of ${from} and seven digits)`,
    `${fault?.remedy ?? ""}: change ${from}`,
  );
}
