import { restrictsCaller } from "../iam/conditions";
import { isPublic } from "../iam/grants";
import type { ConditionTest } from "../iam/statement";
import type { Properties } from "../rule/properties";
import { isSet, text, texts, whenKnown } from "../rule/properties";
import type { StackResource } from "../rule/resource";
import { resourceRule } from "../rule/rule";
import { statementsWithin } from "./documents";

/** Types whose policy is "*" by design: who may pass is decided elsewhere. */
const openByDesign =
  /^aws:(apigateway|apigatewayv2|ecrpublic|efs|organizations)\/|^aws:ec2\/vpcEndpoint/;

/** What a grant that is written as properties, not as a document, says. */
function grantee({ type, props }: StackResource): string | undefined {
  if (type === "aws:kms/grant:Grant") return whenKnown(() => text(props, "granteePrincipal"));
  return whenKnown(() => text(props, "principal"));
}

const condition = (key: string, props: Properties, property: string): readonly ConditionTest[] => {
  if (!isSet(props, property)) return [];
  const value = whenKnown(() => text(props, property));
  return [
    {
      operator: key === "aws:sourcearn" ? "arnlike" : "stringequals",
      ifExists: false,
      quantifier: undefined,
      key,
      values: value === undefined ? [] : [value],
      unknown: value === undefined,
    },
  ];
};

/** The conditions that Lambda makes of a permission's properties. */
export function permissionTests(props: Properties): readonly ConditionTest[] {
  return [
    ...condition("aws:sourcearn", props, "sourceArn"),
    ...condition("aws:sourceaccount", props, "sourceAccount"),
    ...condition("aws:principalorgid", props, "principalOrgId"),
    ...condition("aws:principalorgid", props, "organizationId"),
  ];
}

const grants = [
  "aws:kms/grant:Grant",
  "aws:lambda/layerVersionPermission:LayerVersionPermission",
  "aws:lambda/permission:Permission",
  "aws:cloudwatch/eventPermission:EventPermission",
];

export const noPublicPrincipal = resourceRule({
  name: "no-public-principal",
  theme: "security",
  description: "Resource policies, permissions and grants must not allow everybody.",
  controls: ["KMS.5", "Lambda.1", "S3.2", "S3.3", "SNS.4", "SQS.3"],
  check: (resource) => {
    const { type, props } = resource;
    if (openByDesign.test(type)) return [];
    if (grants.includes(type)) {
      const all = /^[*?]+$|^arn:[^:]*:iam::[^:]*[*?]/.test(grantee(resource)?.trim() ?? "");
      const held = isSet(props, "condition") || restrictsCaller(permissionTests(props));
      if (!all || held) return [];
      return [
        `The grant ${resource.name} must not let everybody in: name the account, role or service, ` +
          "or set sourceAccount or principalOrgId.",
      ];
    }
    return statementsWithin(props)
      .filter(isPublic)
      .map(
        () =>
          'The policy must not allow the principal "*" without a condition that tells callers ' +
          "apart: name the accounts, roles or services, or add a Condition such as " +
          "aws:SourceAccount with a fixed value.",
      );
  },
});

export const functionUrlAuth = resourceRule({
  name: "function-url-auth",
  theme: "security",
  description: "Function URLs must authenticate callers, and answer named origins only.",
  types: ["aws:lambda/functionUrl:FunctionUrl"],
  controls: ["Lambda.1"],
  check: ({ name, props }) => {
    const found: string[] = [];
    const type = whenKnown(() => text(props, "authorizationType") ?? "NONE");
    if (type !== undefined && type.trim().toUpperCase() !== "AWS_IAM")
      found.push(
        `The function URL ${name} must not be open to everybody: set authorizationType to "AWS_IAM".`,
      );
    if (
      texts(props, "cors", "allowOrigins").some((origin) => /^(https?:\/\/)?[*.:\d]*$/.test(origin))
    )
      found.push(
        `The function URL ${name} must name the origins that it answers, not "*": set ` +
          "cors.allowOrigins.",
      );
    return found;
  },
});
