import { flag, objects, whenKnown } from "../rule/properties";
import type { Properties } from "../rule/properties";
import { resourceRule, stackRule } from "../rule/rule";
import { bucketTypes } from "../rule/types";
import { bucketsWithout, companionsOf } from "./companions";

const blocks = [
  "blockPublicAcls",
  "blockPublicPolicy",
  "ignorePublicAcls",
  "restrictPublicBuckets",
];

const blocksAll = (props: Properties) => blocks.every((block) => flag(props, block) === true);

const accessBlock = /^aws:s3\/bucketPublicAccessBlock:/;

export const bucketPublicAccess = stackRule({
  name: "bucket-public-access-block",
  theme: "security",
  description: "Every bucket must block public access in all four ways.",
  controls: ["S3.8"],
  check: (resources) => {
    const without = bucketsWithout(resources, accessBlock, ({ props }) => blocksAll(props));
    // Of two blocks for one bucket, the last to be applied counts.
    const undone = resources.filter(
      (each) =>
        bucketTypes.includes(each.type) &&
        !without.includes(each) &&
        companionsOf(each, resources, accessBlock).some(
          ({ props }) => whenKnown(() => blocksAll(props)) === false,
        ),
    );
    return [...without, ...undone].map((bucket) => ({
      resource: bucket,
      message:
        `The bucket ${bucket.name} must block public access: add an aws.s3.BucketPublicAccessBlock ` +
        `for it with ${blocks.join(", ")} all true.`,
    }));
  },
});

export const accountPublicAccess = resourceRule({
  name: "public-access-block-on",
  theme: "security",
  description: "Public access blocks of the account and of access points must not be loosened.",
  types: [
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    "aws:s3/accessPoint:AccessPoint",
    "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint",
  ],
  controls: ["S3.1", "S3.19"],
  check: ({ type, name, props }) => {
    const account = type.endsWith(":AccountPublicAccessBlock");
    // An access point blocks in all four ways unless it is told otherwise.
    const given = account
      ? [props]
      : ["publicAccessBlockConfiguration", "publicAccessBlock"].flatMap((property) => [
          ...objects(props, property),
          ...objects(props, "details", property),
        ]);
    const off = blocks.filter((block) =>
      given.some((each) => {
        const on = whenKnown(() => flag(each, block) ?? !account);
        return on === false;
      }),
    );
    if (off.length === 0) return undefined;
    return `${name} must block public access in all four ways: set ${off.join(", ")} to true.`;
  },
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
      ({ props }) => objects(props, "serverSideEncryptionConfiguration").length > 0,
    ).map((bucket) => ({
      resource: bucket,
      message:
        `The bucket ${bucket.name} must state its encryption: add an ` +
        "aws.s3.BucketServerSideEncryptionConfiguration for it, with AES256 or aws:kms.",
    })),
});
