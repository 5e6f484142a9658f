import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/**
 * Whether a service says for which account it takes a role. Of Lambda's execution roles and of
 * Redshift's scheduler AWS's guides do not say so: there the condition holds wherever they tell.
 */
type Says = "always" | "perhaps";

/**
 * A trust policy: lets a service take the role, for this account and no other, so that nobody's
 * resources elsewhere can have the service borrow it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function serviceTrust(
  service: string,
  parent: pulumi.Resource,
  says: Says = "always",
): pulumi.Output<string> {
  const { accountId } = aws.getCallerIdentityOutput({}, { parent });
  const operator = says === "always" ? "StringEquals" : "StringEqualsIfExists";
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        Condition: { [operator]: { "aws:SourceAccount": accountId } },
      },
    ],
  });
}
