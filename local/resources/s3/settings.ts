import type * as aws from "@pulumi/aws";
import type * as s3 from "@aws-sdk/client-s3";
import { jsonText, kept, parsedJson } from "../as-given";
import { defineKind } from "../define";
import type { Inputs, ResourceKind } from "../kind";
import { fromApi, moment, toApi } from "../names";
import { tagList, tagMap } from "../tags";

const publicAccessBlock = defineKind<aws.s3.BucketPublicAccessBlockArgs, "bucket">({
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  id: "bucket",
  optional: [
    "blockPublicAcls",
    "blockPublicPolicy",
    "ignorePublicAcls",
    "restrictPublicBuckets",
    "skipDestroy",
  ],
  put: ({ bucket: Bucket, ...inputs }, cloud) =>
    cloud.call("s3", "PutPublicAccessBlock", {
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: inputs.blockPublicAcls ?? false,
        BlockPublicPolicy: inputs.blockPublicPolicy ?? false,
        IgnorePublicAcls: inputs.ignorePublicAcls ?? false,
        RestrictPublicBuckets: inputs.restrictPublicBuckets ?? false,
      },
    }),
  async read(Bucket, _state, cloud) {
    const answer = await cloud.call("s3", "GetPublicAccessBlock", { Bucket });
    return fromApi(answer.PublicAccessBlockConfiguration);
  },
  delete: (Bucket, _state, cloud) => cloud.call("s3", "DeletePublicAccessBlock", { Bucket }),
});

type EncryptionArgs = aws.s3.BucketServerSideEncryptionConfigurationArgs;
type GivenEncryption = Inputs<EncryptionArgs>["rules"];
const encryptionNames = { sseAlgorithm: "SSEAlgorithm", kmsMasterKeyId: "KMSMasterKeyID" } as const;

function encryptionRules(rules: GivenEncryption) {
  return rules.map(({ applyServerSideEncryptionByDefault, bucketKeyEnabled = false }) =>
    toApi({ applyServerSideEncryptionByDefault, bucketKeyEnabled }, encryptionNames),
  );
}

const encryption = defineKind<EncryptionArgs, "bucket">({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  id: "bucket",
  required: ["rules"],
  replaceOn: ["expectedBucketOwner"],
  optional: ["expectedBucketOwner"],
  put: ({ bucket: Bucket, rules }, cloud) =>
    cloud.call("s3", "PutBucketEncryption", {
      Bucket,
      ServerSideEncryptionConfiguration: { Rules: encryptionRules(rules) },
    }),
  async read(Bucket, { rules }, cloud) {
    const answer = await cloud.call("s3", "GetBucketEncryption", { Bucket });
    const { Rules = [] } = answer.ServerSideEncryptionConfiguration ?? {};
    const real = Rules.map((rule) => ({
      bucketKeyEnabled: false,
      ...fromApi(rule, encryptionNames),
    }));
    return { rules: kept<GivenEncryption>(rules, real, encryptionRules) };
  },
  delete: (Bucket, _state, cloud) => cloud.call("s3", "DeleteBucketEncryption", { Bucket }),
});

const policy = defineKind<aws.s3.BucketPolicyArgs, "bucket">({
  type: "aws:s3/bucketPolicy:BucketPolicy",
  id: "bucket",
  required: ["policy"],
  put: ({ bucket: Bucket, ...inputs }, cloud) =>
    cloud.call("s3", "PutBucketPolicy", { Bucket, Policy: jsonText(inputs.policy) }),
  async read(Bucket, state, cloud) {
    const { Policy } = await cloud.call("s3", "GetBucketPolicy", { Bucket });
    return { policy: kept<unknown>(state.policy, Policy, parsedJson) };
  },
  delete: (Bucket, _state, cloud) => cloud.call("s3", "DeleteBucketPolicy", { Bucket }),
});

type LifecycleArgs = aws.s3.BucketLifecycleConfigurationArgs;
type GivenRules = NonNullable<Inputs<LifecycleArgs>["rules"]>;

/** Rules in the API's form; tags, which a program has as a mapping, are a list there. */
function lifecycleRules(rules: GivenRules) {
  return rules.map(({ filter, expiration, transitions, ...rule }) => {
    const { and, ...plain } = filter ?? {};
    const both = and && { ...toApi(and), Tags: tagList(and.tags ?? {}) };
    return {
      ...toApi(rule, { id: "ID" }),
      ...(expiration && { Expiration: toApi({ ...expiration, date: moment(expiration.date) }) }),
      ...(transitions && {
        Transitions: transitions.map((one) => toApi({ ...one, date: moment(one.date) })),
      }),
      ...(filter && { Filter: { ...toApi(plain), ...(both && { And: both }) } }),
    };
  });
}

function givenRule({ Filter, ...rule }: s3.LifecycleRule): GivenRules[number] {
  const { And, ...plain } = Filter ?? {};
  const and = And && { ...fromApi(And), ...(And.Tags && { tags: tagMap(And.Tags) }) };
  return {
    ...fromApi(rule, { id: "ID" }),
    ...(Filter && { filter: { ...fromApi(plain), ...(and && { and }) } }),
  } as GivenRules[number];
}

const lifecycle = defineKind<LifecycleArgs, "bucket">({
  type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  id: "bucket",
  required: ["rules"],
  replaceOn: ["expectedBucketOwner"],
  optional: ["expectedBucketOwner", "transitionDefaultMinimumObjectSize"],
  defaults: {
    expectedBucketOwner: "",
    transitionDefaultMinimumObjectSize: "all_storage_classes_128K",
  },
  put: ({ bucket: Bucket, rules = [] }, cloud) =>
    cloud.call("s3", "PutBucketLifecycleConfiguration", {
      Bucket,
      LifecycleConfiguration: { Rules: lifecycleRules(rules) },
    }),
  async read(Bucket, { rules }, cloud) {
    const answer = await cloud.call("s3", "GetBucketLifecycleConfiguration", { Bucket });
    return { rules: kept(rules, answer.Rules?.map(givenRule), lifecycleRules) };
  },
  delete: (Bucket, _state, cloud) => cloud.call("s3", "DeleteBucketLifecycle", { Bucket }),
});

const ownership = defineKind<aws.s3.BucketOwnershipControlsArgs, "bucket">({
  type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  id: "bucket",
  required: ["rule"],
  put: ({ bucket: Bucket, rule }, cloud) =>
    cloud.call("s3", "PutBucketOwnershipControls", {
      Bucket,
      OwnershipControls: { Rules: [toApi(rule)] },
    }),
  async read(Bucket, _state, cloud) {
    const answer = await cloud.call("s3", "GetBucketOwnershipControls", { Bucket });
    return { rule: fromApi(answer.OwnershipControls?.Rules[0]) };
  },
  delete: (Bucket, _state, cloud) => cloud.call("s3", "DeleteBucketOwnershipControls", { Bucket }),
});

const versioning = defineKind<aws.s3.BucketVersioningArgs, "bucket">({
  type: "aws:s3/bucketVersioning:BucketVersioning",
  id: "bucket",
  required: ["versioningConfiguration"],
  replaceOn: ["expectedBucketOwner"],
  optional: ["expectedBucketOwner", "mfa"],
  put: ({ bucket: Bucket, versioningConfiguration: { status: Status } }, cloud) =>
    cloud.call("s3", "PutBucketVersioning", { Bucket, VersioningConfiguration: { Status } }),
  async read(Bucket, { versioningConfiguration: given }, cloud) {
    const { Status: status } = await cloud.call("s3", "GetBucketVersioning", { Bucket });
    if (status === undefined) return undefined;
    return { versioningConfiguration: kept(given, { status }, (value) => value.status) };
  },
  // Versioning cannot be taken away once it was on, only suspended.
  delete: (Bucket, _state, cloud) =>
    cloud.call("s3", "PutBucketVersioning", {
      Bucket,
      VersioningConfiguration: { Status: "Suspended" },
    }),
});

const logging = defineKind<aws.s3.BucketLoggingArgs, "bucket">({
  type: "aws:s3/bucketLogging:BucketLogging",
  id: "bucket",
  required: ["targetBucket", "targetPrefix"],
  replaceOn: ["expectedBucketOwner"],
  optional: ["expectedBucketOwner"],
  put: ({ bucket: Bucket, targetBucket: TargetBucket, targetPrefix: TargetPrefix }, cloud) =>
    cloud.call("s3", "PutBucketLogging", {
      Bucket,
      BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix } },
    }),
  async read(Bucket, _state, cloud) {
    const { LoggingEnabled } = await cloud.call("s3", "GetBucketLogging", { Bucket });
    return LoggingEnabled && { targetPrefix: "", ...fromApi(LoggingEnabled) };
  },
  delete: (Bucket, _state, cloud) =>
    cloud.call("s3", "PutBucketLogging", { Bucket, BucketLoggingStatus: {} }),
});

export const bucketSettingKinds: readonly ResourceKind[] = [
  publicAccessBlock,
  encryption,
  policy,
  lifecycle,
  ownership,
  versioning,
  logging,
];
