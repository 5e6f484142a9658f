import { isWide } from "../iam/grants";
import { isOpen } from "../iam/pattern";
import type { ConditionTest, Selection } from "../iam/statement";
import { text, texts, whenKnown } from "../rule/properties";
import { resourceRule } from "../rule/rule";
import { allowedBy, documentTypes, documentsOf, identityTypes } from "./documents";

export const readablePolicy = resourceRule({
  name: "policy-readable",
  theme: "security",
  description: "Policy documents must be such as AWS can read.",
  types: documentTypes,
  check: (resource) =>
    documentsOf(resource).flatMap(({ property, faults }) =>
      faults.map(
        (fault) =>
          `The ${property} of ${resource.name} must be a policy document, and ${fault}: write it ` +
          "with pulumi.jsonStringify or aws.iam.getPolicyDocument.",
      ),
    ),
});

function shown({ patterns, allBut }: Selection): string {
  return allBut ? `all but ${patterns.join(", ")}` : patterns.join(", ");
}

export const noWildcardAction = resourceRule({
  name: "iam-no-wildcard-action",
  theme: "security",
  description: "IAM policies must name the actions that they allow.",
  types: identityTypes,
  controls: ["IAM.1", "IAM.21"],
  check: (resource) =>
    allowedBy(resource).flatMap(({ actions }) => {
      const wild = actions.allBut ? actions.patterns : actions.patterns.filter(isOpen);
      if (wild.length === 0 && !actions.allBut) return [];
      return [
        "The policy must name each action that it allows, not " +
          `${shown({ ...actions, patterns: wild })}: list what the code calls, such as ` +
          "dynamodb:BatchWriteItem.",
      ];
    }),
});

/** A condition on the resource's own tags names resources where the ARN does not. */
function namesByTag({ operator, ifExists, quantifier, key, values }: ConditionTest): boolean {
  return (
    /^\w+:resourcetag\//.test(key) &&
    !ifExists &&
    quantifier !== "all" &&
    (operator === "stringequals" || (operator === "stringlike" && !values.some(isOpen)))
  );
}

export const noWildcardResource = resourceRule({
  name: "iam-no-wildcard-resource",
  theme: "security",
  description: "IAM policies must name the resources that they allow, where the service can.",
  types: identityTypes,
  controls: ["IAM.1", "KMS.1", "KMS.2"],
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
  check: (resource, { withoutResource }) => {
    const exempt = withoutResource.map((action) => action.toLowerCase());
    return allowedBy(resource).flatMap(({ actions, resources, tests }) => {
      const wide = resources.allBut ? resources.patterns : resources.patterns.filter(isWide);
      if ((wide.length === 0 && !resources.allBut) || tests.some(namesByTag)) return [];
      const left = actions.allBut
        ? [shown(actions)]
        : actions.patterns.filter((action) => !exempt.includes(action.toLowerCase()));
      if (left.length === 0) return [];
      const where = resources.allBut
        ? shown(resources)
        : wide.map((each) => `"${each}"`).join(", ");
      return [
        `The policy must name the resources of ${left.join(", ")}, not ${where}: give their ARNs, ` +
          "or add an action that takes none to this rule's `withoutResource`.",
      ];
    });
  },
});

/** AWS's own policies that allow nearly all of a service, or of all; some do not say FullAccess. */
const administrators =
  /:aws:policy\/(.*\/)?.*(FullAccess|AdministratorAccess|PowerUserAccess|(Database|Network|System)Administrator)/i;

export const noFullAccess = resourceRule({
  name: "iam-no-full-access",
  theme: "security",
  description: "Roles must not be given AWS's managed full-access policies.",
  types: [
    "aws:iam/role:Role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    "aws:iam/policyAttachment:PolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive",
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
  ],
  check: ({ props }) =>
    [
      whenKnown(() => text(props, "policyArn")) ?? "",
      whenKnown(() => text(props, "managedPolicyArn")) ?? "",
      ...texts(props, "managedPolicyArns"),
      ...texts(props, "policyArns"),
    ]
      .filter((arn) => administrators.test(arn))
      .map(
        (arn) =>
          `The role must not have ${arn.split("/").at(-1) ?? arn}: replace it by an inline policy ` +
          "with the actions and ARNs that the code needs.",
      ),
});
