import { randomUUID } from "node:crypto";
import type * as aws from "@pulumi/aws";
import { defineKind } from "../define";

interface Policy {
  readonly Statement: readonly { readonly Sid?: string }[];
}

/** A statement of a function's resource policy; its id is the statement's. */
export const permissionKind = defineKind<aws.lambda.PermissionArgs>({
  type: "aws:lambda/permission:Permission",
  required: ["action", "function", "principal"],
  optional: [
    "eventSourceToken",
    "functionUrlAuthType",
    "invokedViaFunctionUrl",
    "principalOrgId",
    "qualifier",
    "sourceAccount",
    "sourceArn",
    "statementId",
    "statementIdPrefix",
  ],
  replaceOn: [
    "action",
    "eventSourceToken",
    "function",
    "functionUrlAuthType",
    "invokedViaFunctionUrl",
    "principal",
    "principalOrgId",
    "qualifier",
    "sourceAccount",
    "sourceArn",
    "statementId",
    "statementIdPrefix",
  ],
  async create(inputs, cloud) {
    const { statementId, statementIdPrefix: prefix = "terraform-" } = inputs;
    const StatementId = statementId ?? prefix + randomUUID().replaceAll("-", "").slice(0, 26);
    await cloud.call("lambda", "AddPermission", {
      FunctionName: inputs.function,
      StatementId,
      Action: inputs.action,
      Principal: inputs.principal,
      EventSourceToken: inputs.eventSourceToken,
      FunctionUrlAuthType: inputs.functionUrlAuthType,
      InvokedViaFunctionUrl: inputs.invokedViaFunctionUrl,
      PrincipalOrgID: inputs.principalOrgId,
      Qualifier: inputs.qualifier,
      SourceAccount: inputs.sourceAccount,
      SourceArn: inputs.sourceArn,
    });
    return StatementId;
  },
  async read(statementId, { function: FunctionName = "", qualifier: Qualifier }, cloud) {
    const told = await cloud.call("lambda", "GetPolicy", { FunctionName, Qualifier });
    const { Statement } = JSON.parse(told.Policy ?? "") as Policy;
    return Statement.some(({ Sid }) => Sid === statementId) ? { statementId } : undefined;
  },
  delete: (StatementId, { function: FunctionName = "", qualifier: Qualifier }, cloud) =>
    cloud.call("lambda", "RemovePermission", { FunctionName, Qualifier, StatementId }),
});
