import { randomBytes } from "node:crypto";
import type { Principal } from "../../gateway/service";
import type { AccessKey, User } from "./directory";
import { uniqueId } from "./entities";

/** What signs as a principal. */
export interface SigningKey {
  readonly principal: Principal;
  readonly secret: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Access keys and temporary credentials by their ids. */
export class Keys {
  private readonly users = new Map<string, { readonly user: User; readonly key: AccessKey }>();
  private readonly temporary = new Map<string, SigningKey>();
  private readonly sessions = new Map<string, Credentials>();
  /** Keys that were deleted: they sign for nobody any more. */
  private readonly retired = new Set<string>();

  add(user: User, key: AccessKey): void {
    this.users.set(key.id, { user, key });
  }

  find(id: string) {
    return this.users.get(id);
  }

  retire(id: string): void {
    this.users.delete(id);
    this.retired.add(id);
  }

  /** Temporary credentials of a principal: the same ones for the same session. */
  issue(session: string, principal: Principal): Credentials {
    const known = this.sessions.get(session);
    if (known !== undefined) return known;
    const credentials = {
      accessKeyId: uniqueId("ASIA", 16),
      secretAccessKey: randomBytes(30).toString("base64"),
      sessionToken: randomBytes(96).toString("base64"),
    };
    this.sessions.set(session, credentials);
    const secret = credentials.secretAccessKey;
    this.temporary.set(credentials.accessKeyId, { principal, secret });
    return credentials;
  }

  /** Whose key it is; undefined for one that was never made here, "invalid" for one that has ended. */
  signing(id: string): SigningKey | "invalid" | undefined {
    const own = this.users.get(id);
    if (own === undefined) return this.retired.has(id) ? "invalid" : this.temporary.get(id);
    const { user, key } = own;
    if (!key.active) return "invalid";
    const principal = { kind: "user", userArn: user.arn, userName: user.name } as const;
    return { principal, secret: key.secret };
  }

  used(id: string, service: string, region: string): void {
    const own = this.users.get(id);
    if (own !== undefined) own.key.lastUsed = { at: new Date(), service, region };
  }
}
