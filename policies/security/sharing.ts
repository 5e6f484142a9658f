import { isOpen } from "../iam/pattern";
import { objects, text, texts, whenKnown } from "../rule/properties";
import type { Properties } from "../rule/properties";
import { resourceRule } from "../rule/rule";
import { bucketTypes } from "../rule/types";

const publicAcls = ["public-read", "public-read-write", "authenticated-read", "website"];
const everybody = /\/(AllUsers|AuthenticatedUsers)$/i;

/** The groups of everybody, or of every account's users, in a list of grants. */
function publicGrants(props: Properties): readonly string[] {
  const grants = [
    ...objects(props, "grants"),
    ...objects(props, "accessControlPolicy", "grants"),
    ...objects(props, "accessControlPolicies", "grants"),
  ];
  return grants
    .flatMap((grant) => [grant, ...objects(grant, "grantee")])
    .map((grantee) => whenKnown(() => text(grantee, "uri")) ?? "")
    .filter((uri) => everybody.test(uri.trim()));
}

export const bucketPrivateAcl = resourceRule({
  name: "bucket-no-public-acl",
  theme: "security",
  description: "Buckets and their objects must not have a public ACL.",
  types: [
    ...bucketTypes,
    "aws:s3/bucketAcl:BucketAcl",
    "aws:s3/bucketAclV2:BucketAclV2",
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "aws:s3/objectCopy:ObjectCopy",
  ],
  controls: ["S3.2", "S3.3", "S3.12"],
  check: ({ type, props }) => {
    const what = /object/i.test(type) ? "object" : "bucket";
    const acl = whenKnown(() => text(props, "acl"))
      ?.trim()
      .toLowerCase();
    const canned = acl !== undefined && publicAcls.includes(acl) ? [acl] : [];
    return [...canned, ...publicGrants(props)].map(
      (each) =>
        `The ${what} must not have the ACL ${each}, which lets strangers in: remove it, and grant ` +
        "by policy.",
    );
  },
});

export const bucketNoWebsite = resourceRule({
  name: "bucket-no-website",
  theme: "security",
  description: "Buckets must not be websites, which answer everybody, and without TLS.",
  types: [
    ...bucketTypes,
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
    "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2",
  ],
  check: ({ type, name, props }) => {
    const site =
      /WebsiteConfiguration/.test(type) ||
      ["website", "websites"].some((each) => objects(props, each).length > 0);
    return site
      ? `The bucket of ${name} must not be a website: serve it by CloudFront with an origin ` +
          "access control."
      : undefined;
  },
});

export const bucketCorsOrigins = resourceRule({
  name: "bucket-cors-origins",
  theme: "security",
  description: "Buckets must name the origins whose scripts may use them.",
  types: [
    ...bucketTypes,
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2",
  ],
  check: ({ name, props }) => {
    const open = [...objects(props, "corsRules"), ...objects(props, "corsRule")]
      .flatMap((rule) => texts(rule, "allowedOrigins"))
      .filter((origin) => {
        const host = origin.trim().replace(/^[a-z*]+:\/\//i, "");
        // "https://*.example.org" names a domain, "https://*.org" and "http*" none.
        return isOpen(host) && host.split(".").filter((label) => !isOpen(label)).length < 2;
      });
    if (open.length === 0) return undefined;
    return `The bucket of ${name} must name the origins that it answers, not ${open.join(", ")}.`;
  },
});
