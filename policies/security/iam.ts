import { objects, text, texts } from "../rule/properties";
import type { StackResource } from "../rule/resource";
import { resourceRule } from "../rule/rule";
import type { Statement } from "./documents";
import { statementsOf } from "./documents";

const identityPolicies = [
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/policy:Policy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
  "aws:iam/role:Role",
];

/** What a resource allows: its policy document, or a role's inline policies. */
function allowed({ props }: StackResource): readonly Statement[] {
  return [props, ...objects(props, "inlinePolicies")]
    .flatMap((each) => statementsOf(each, "policy") ?? [])
    .filter(({ allows }) => allows);
}

export const noWildcardAction = resourceRule({
  name: "iam-no-wildcard-action",
  theme: "security",
  description: "IAM policies must name the actions that they allow.",
  types: identityPolicies,
  check: (resource) =>
    allowed(resource).flatMap(({ actions, negated }) => {
      const wild = [...actions.filter((action) => action.includes("*")), ...negated];
      if (wild.length === 0) return [];
      return [
        `The policy must name each action that it allows, not ${wild.join(", ")}: list what the ` +
          "code calls, such as dynamodb:BatchWriteItem.",
      ];
    }),
});

export const noWildcardResource = resourceRule({
  name: "iam-no-wildcard-resource",
  theme: "security",
  description: "IAM policies must name the resources that they allow, where the service can.",
  types: identityPolicies,
  settings: {
    withoutResource: {
      default: [
        "cloudwatch:GetMetricData",
        "cloudwatch:PutMetricData",
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ecr:GetAuthorizationToken",
        "kinesis:ListStreams",
        "logs:DescribeLogGroups",
        "redshift-data:CancelStatement",
        "redshift-data:DescribeStatement",
        "redshift-data:GetStatementResult",
        "redshift-data:ListStatements",
        "s3:ListAllMyBuckets",
        "sts:GetCallerIdentity",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
      ],
      description: "Actions for which the service takes no resource, or only one by condition.",
    },
  },
  check: (resource, { withoutResource }) =>
    allowed(resource).flatMap(({ actions, resources }) => {
      const wide = actions.filter((action) => !withoutResource.includes(action));
      if (!resources.includes("*") || wide.length === 0) return [];
      return [
        `The policy must name the resources of ${wide.join(", ")}, not "*": give their ARNs, or ` +
          "add an action that takes none to this rule's `withoutResource`.",
      ];
    }),
});

/** Wide grants whose names do not say FullAccess. */
const administrators = /(FullAccess|AdministratorAccess|PowerUserAccess|DataFullAccess)/;

export const noFullAccess = resourceRule({
  name: "iam-no-full-access",
  theme: "security",
  description: "Roles must not be given AWS's managed full-access policies.",
  types: [
    "aws:iam/role:Role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
  ],
  check: ({ props }) =>
    [text(props, "policyArn") ?? "", ...texts(props, "managedPolicyArns")]
      .filter((arn) => administrators.test(arn))
      .map(
        (arn) =>
          `The role must not have ${arn.split("/").at(-1) ?? arn}: replace it by an inline policy ` +
          "with the actions and ARNs that the code needs.",
      ),
});

const resourcePolicies: Readonly<Record<string, string>> = {
  "aws:iam/role:Role": "assumeRolePolicy",
  "aws:kms/key:Key": "policy",
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
};

export const noPublicPrincipal = resourceRule({
  name: "no-public-principal",
  theme: "security",
  description: "Resource policies must not allow everybody.",
  types: Object.keys(resourcePolicies),
  check: ({ type, props }) =>
    (statementsOf(props, resourcePolicies[type] ?? "") ?? [])
      .filter(
        ({ allows, principals, negated, condition }) =>
          allows &&
          (principals.includes("*") || negated.includes("NotPrincipal")) &&
          condition === undefined,
      )
      .map(
        () =>
          'The policy must not allow the principal "*" without a condition: name the accounts, ' +
          "roles or services, or add a Condition such as aws:SourceAccount.",
      ),
});
