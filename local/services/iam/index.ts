import type { Authorizer } from "../../gateway/authorize";
import type { Principal, Service } from "../../gateway/service";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Gives a role's temporary credentials, as the Lambda service gets them for a function. */
export interface CredentialIssuer {
  issue(roleArn: string, sessionName: string): Credentials;
  /** False for a role that was never created here: its calls are not restricted. */
  knows(roleArn: string): boolean;
}

export interface Iam extends Service, CredentialIssuer {
  readonly authorize: Authorizer;
  principalOf(accessKeyId: string | undefined): Principal;
  /** Whether the role's policies allow the action: an event source mapping asks before it reads. */
  allows(roleArn: string, action: string, resource: string): boolean;
  /** Whether the role's trust policy lets a service such as "lambda.amazonaws.com" assume it. */
  canAssume(roleArn: string, servicePrincipal: string): boolean;
}

export interface IamOptions {
  readonly accountId: string;
}

export declare function createIam(options: IamOptions): Iam;
