import { holdsForPlainHttp } from "../iam/conditions";
import { isEveryone, selects } from "../iam/grants";
import { covers } from "../iam/pattern";
import type { Statement } from "../iam/statement";
import { isSet, text, whenKnown } from "../rule/properties";
import type { StackResource } from "../rule/resource";
import { stackRule } from "../rule/rule";
import { bucketTypes } from "../rule/types";
import { companionsOf } from "./companions";
import { statementsFor } from "./documents";

/** The ARNs that a policy must deny for, as far as they are known: the bucket's and its objects'. */
function arnsOf(bucket: StackResource): readonly string[] | undefined {
  const arn = whenKnown(() => text(bucket.props, "arn"));
  const name = whenKnown(() => text(bucket.props, "bucket") ?? text(bucket.props, "id"));
  const own = arn?.startsWith("arn:") === true && arn.includes(":s3:::") ? arn : undefined;
  const root = own ?? (name === undefined ? undefined : `arn:aws:s3:::${name}`);
  return root === undefined ? undefined : [root, `${root}/*`];
}

const inAnyPartition = (pattern: string) => pattern.replace(/^arn:[^:]*:/, "arn:aws:");

/** Whether the denied resources are the bucket and all of its objects. */
function coversBucket(denied: readonly string[], arns: readonly string[] | undefined): boolean {
  const patterns = denied.map(inAnyPartition);
  if (arns !== undefined)
    return arns
      .map(inAnyPartition)
      .every((arn) => patterns.some((pattern) => covers(pattern, arn)));
  // Before the bucket has a name: one ARN with, and one without, its objects, or one for both.
  return patterns.some((pattern) =>
    patterns.some((other) => covers(other, `${pattern}/*`) && !pattern.includes("/")),
  );
}

function refusesPlainHttp(statements: readonly Statement[], bucket: StackResource): boolean {
  const denied = statements
    .filter(
      ({ allows, principals, actions, resources, tests }) =>
        !allows &&
        isEveryone(principals) &&
        selects(actions, "s3:*") &&
        !resources.allBut &&
        holdsForPlainHttp(tests),
    )
    .flatMap(({ resources }) => resources.patterns);
  return coversBucket(denied, arnsOf(bucket));
}

export const bucketTlsOnly = stackRule({
  name: "bucket-tls-only",
  theme: "security",
  description: "Every bucket must refuse any request without TLS, for itself and its objects.",
  controls: ["S3.5"],
  check: (resources) =>
    resources
      .filter(({ type }) => bucketTypes.includes(type))
      .filter((bucket) => {
        const policies = companionsOf(bucket, resources, /^aws:s3\/bucketPolicy:/);
        return ![bucket, ...policies].some((holder) => {
          // Not known before the update, which checks again.
          if (isUnknown(holder)) return true;
          return refusesPlainHttp(statementsFor(holder), bucket);
        });
      })
      .map((bucket) => ({
        resource: bucket,
        message:
          `The bucket ${bucket.name} must refuse plain HTTP: add an aws.s3.BucketPolicy that denies ` +
          's3:* to "*" on the bucket and on its objects when aws:SecureTransport is "false".',
      })),
});

function isUnknown({ props }: StackResource): boolean {
  return isSet(props, "policy") && whenKnown(() => props["policy"]) === undefined;
}
