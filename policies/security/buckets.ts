import { flag, objects, text, whenKnown } from "../rule/properties";
import type { StackResource } from "../rule/resource";
import { refersTo } from "../rule/resource";
import { resourceRule, stackRule } from "../rule/rule";
import { bucketTypes } from "../rule/types";
import { statementsOf } from "./documents";

const blocks = [
  "blockPublicAcls",
  "blockPublicPolicy",
  "ignorePublicAcls",
  "restrictPublicBuckets",
];

/** The buckets for which no companion resource of a type passes the test. */
function bucketsWithout(
  resources: readonly StackResource[],
  companion: RegExp,
  test: (companion: StackResource) => boolean,
): readonly StackResource[] {
  const companions = resources.filter(({ type }) => companion.test(type)).filter(test);
  return resources.filter(
    (each) =>
      bucketTypes.includes(each.type) &&
      !companions.some((companionOf) => refersTo(companionOf, "bucket", each)),
  );
}

export const bucketPublicAccess = stackRule({
  name: "bucket-public-access-block",
  theme: "security",
  description: "Every bucket must block public access in all four ways.",
  check: (resources) =>
    bucketsWithout(resources, /^aws:s3\/bucketPublicAccessBlock:/, ({ props }) =>
      blocks.every((block) => flag(props, block) === true),
    ).map((bucket) => ({
      resource: bucket,
      message:
        `The bucket ${bucket.name} must block public access: add an aws.s3.BucketPublicAccessBlock ` +
        `for it with ${blocks.join(", ")} all true.`,
    })),
});

function deniesPlainHttp(policy: StackResource): boolean {
  const statements = statementsOf(policy.props, "policy");
  // Not known before the update, which checks again.
  if (statements === undefined) return true;
  return statements.some(
    ({ allows, principals, condition }) =>
      !allows &&
      principals.includes("*") &&
      condition !== undefined &&
      String(objects(condition, "Bool")[0]?.["aws:SecureTransport"]) === "false",
  );
}

export const bucketTlsOnly = stackRule({
  name: "bucket-tls-only",
  theme: "security",
  description: "Every bucket must refuse requests without TLS.",
  check: (resources) =>
    bucketsWithout(resources, /^aws:s3\/bucketPolicy:/, deniesPlainHttp).map((bucket) => ({
      resource: bucket,
      message:
        `The bucket ${bucket.name} must refuse plain HTTP: add an aws.s3.BucketPolicy that denies ` +
        's3:* to "*" when aws:SecureTransport is "false".',
    })),
});

export const bucketEncryption = stackRule({
  name: "bucket-encryption",
  theme: "security",
  description: "Every bucket must state how its objects are encrypted.",
  check: (resources) =>
    bucketsWithout(
      resources,
      /^aws:s3\/bucketServerSideEncryptionConfiguration/,
      ({ props }) => objects(props, "rules").length > 0,
    )
      .filter(({ props }) => objects(props, "serverSideEncryptionConfiguration").length === 0)
      .map((bucket) => ({
        resource: bucket,
        message:
          `The bucket ${bucket.name} must state its encryption: add an ` +
          "aws.s3.BucketServerSideEncryptionConfiguration for it, with AES256 or aws:kms.",
      })),
});

export const bucketPrivateAcl = resourceRule({
  name: "bucket-no-public-acl",
  theme: "security",
  description: "Buckets must not have a public ACL.",
  types: [...bucketTypes, "aws:s3/bucketAcl:BucketAcl"],
  check: ({ props }) => {
    const acl = whenKnown(() => text(props, "acl"));
    return acl?.startsWith("public-") || acl === "authenticated-read"
      ? `The bucket must not have the ACL ${acl}, which lets strangers in: remove acl.`
      : undefined;
  },
});
