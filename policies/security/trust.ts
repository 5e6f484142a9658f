import { restrictsSource } from "../iam/conditions";
import { touches } from "../iam/grants";
import type { ConditionTest } from "../iam/statement";
import { isSet, text, whenKnown } from "../rule/properties";
import { resourceRule } from "../rule/rule";
import { statementsFor } from "./documents";
import { permissionTests } from "./public";

/** Firehose and Redshift also take the id that they send along. */
function hasExternalId({ operator, ifExists, key, values }: ConditionTest): boolean {
  return key === "sts:externalid" && operator === "stringequals" && !ifExists && values.length > 0;
}

const remedy = 'add the Condition { StringEquals: { "aws:SourceAccount": <your account> } }';

export const serviceTrust = resourceRule({
  name: "service-trust-source",
  theme: "security",
  description:
    "Roles that a service takes, and functions that it calls, must say for whom it may act.",
  types: ["aws:iam/role:Role", "aws:lambda/permission:Permission"],
  settings: {
    withoutSource: {
      default: [
        "apigateway.amazonaws.com",
        "backup.amazonaws.com",
        "ec2.amazonaws.com",
        "redshift.amazonaws.com",
        "redshift-serverless.amazonaws.com",
      ],
      description: "Services that send neither an account nor an ARN when they take a role.",
    },
    perhapsSource: {
      default: ["lambda.amazonaws.com", "scheduler.redshift.amazonaws.com"],
      description: "Services for which AWS does not say it: a condition with …IfExists is enough.",
    },
  },
  check: ({ type, name, props, ...resource }, { withoutSource, perhapsSource }) => {
    if (type === "aws:lambda/permission:Permission") {
      const service = whenKnown(() => text(props, "principal")) ?? "";
      // Alexa's skills have a token in place of an account.
      if (!/\.(amazon|amazonaws)\.com(\.cn)?$/i.test(service.trim())) return [];
      if (isSet(props, "eventSourceToken") || restrictsSource(permissionTests(props))) return [];
      return [
        `The permission ${name} must say for whom ${service} may call the function: set ` +
          "sourceAccount, or a sourceArn that names an account.",
      ];
    }
    const trust = statementsFor({ type, name, props, ...resource }).filter(
      ({ allows, actions }) => allows && touches(actions, "sts:AssumeRole"),
    );
    return trust.flatMap(({ principals, tests }) => {
      const services = (principals?.services ?? []).map((service) => service.toLowerCase());
      const open = services.filter((service) => {
        if (withoutSource.includes(service) || restrictsSource(tests)) return false;
        if (perhapsSource.includes(service) && restrictsSource(tests, true)) return false;
        return !tests.some(hasExternalId);
      });
      if (open.length === 0) return [];
      return [
        `The role ${name} must be taken by ${open.join(", ")} for this account alone, or another ` +
          `account's resources can borrow it (a confused deputy): ${remedy}.`,
      ];
    });
  },
});
