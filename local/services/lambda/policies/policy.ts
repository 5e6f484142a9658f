import { randomUUID } from "node:crypto";

import { checkRevision } from "../operations/described";
import { refusal } from "../function";

/** What a request grants on a function or a layer. */
export interface Grant {
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly RevisionId?: string | undefined;
  readonly SourceArn?: string | undefined;
  readonly SourceAccount?: string | undefined;
  readonly EventSourceToken?: string | undefined;
  readonly FunctionUrlAuthType?: string | undefined;
  readonly InvokedViaFunctionUrl?: boolean | undefined;
  readonly PrincipalOrgID?: string | undefined;
  readonly OrganizationId?: string | undefined;
}

/**
 * The resource policy of a function, one of its versions or aliases, or a layer's version. It is kept and
 * told, but nothing asks it: callers are of this account.
 */
export class ResourcePolicy {
  private readonly statements = new Map<string, object>();
  revisionId: string = randomUUID();

  /** The new statement as JSON text; throws ResourceConflictException for an id that is there. */
  add(grant: Grant, resource: string): string {
    if (this.statements.size > 0) checkRevision(this, grant.RevisionId);
    if (this.statements.has(grant.StatementId)) {
      throw refusal(
        "ResourceConflictException",
        `The statement id (${grant.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    const statement = statementOf(grant, resource);
    this.statements.set(grant.StatementId, statement);
    this.revisionId = randomUUID();
    return JSON.stringify(statement);
  }

  remove(id: string, revisionId: string | undefined): void {
    if (!this.statements.has(id)) {
      const message = `Statement ${id} is not found in resource policy.`;
      throw refusal("ResourceNotFoundException", message);
    }
    checkRevision(this, revisionId);
    this.statements.delete(id);
    this.revisionId = randomUUID();
  }

  /** Throws ResourceNotFoundException where nothing is granted. */
  told(): { readonly Policy: string; readonly RevisionId: string } {
    if (this.statements.size === 0) {
      throw refusal("ResourceNotFoundException", "The resource you requested does not exist.");
    }
    const Statement = [...this.statements.values()];
    const Policy = JSON.stringify({ Version: "2012-10-17", Id: "default", Statement });
    return { Policy, RevisionId: this.revisionId };
  }
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
function statementOf(grant: Grant, resource: string): object {
  const { StatementId: Sid, Action, Principal, InvokedViaFunctionUrl: viaUrl } = grant;
  const equal = {
    "AWS:SourceAccount": grant.SourceAccount,
    "lambda:EventSourceToken": grant.EventSourceToken,
    "lambda:FunctionUrlAuthType": grant.FunctionUrlAuthType,
    "aws:PrincipalOrgID": grant.PrincipalOrgID ?? grant.OrganizationId,
  };
  const asked = Object.entries(equal).filter(([, value]) => value !== undefined);
  const condition = {
    ...(asked.length > 0 && { StringEquals: Object.fromEntries(asked) }),
    ...(grant.SourceArn !== undefined && { ArnLike: { "AWS:SourceArn": grant.SourceArn } }),
    ...(viaUrl !== undefined && { Bool: { "lambda:InvokedViaFunctionUrl": String(viaUrl) } }),
  };
  return {
    Sid,
    Effect: "Allow",
    Principal: principalOf(Principal),
    Action,
    Resource: resource,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function principalOf(given: string): object | string {
  if (given === "*") return given;
  if (/^\d{12}$/.test(given)) return { AWS: `arn:aws:iam::${given}:root` };
  return given.startsWith("arn:") ? { AWS: given } : { Service: given };
}
