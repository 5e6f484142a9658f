import type { CloudClient } from "../../gateway/service";
import type { Created, Properties, ResourceKind } from "../kind";
import { defined, kept, parsedJson, unless } from "../outputs";
import { lifecycleRules, fromLifecycleRules } from "./lifecycle";

/** A bucket's setting that is a resource of its own, and how it is put and read. */
interface Setting {
  readonly type: string;
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  /** The API's name: Put…, Get… and Delete…. */
  readonly api: string;
  readonly deletion?: { readonly operation: string; readonly input?: object };
  /** The code of the error that Get answers when there is none. */
  readonly missing?: string;
  /** The members of Put's input. */
  put(inputs: Properties): Properties;
  /** The outputs, of Get's answer; undefined when it says that there is none. */
  outputs(answer: never, state: Properties): Properties | undefined;
}

function settingKind(setting: Setting): ResourceKind {
  const { api, missing, deletion = { operation: `Delete${api}` } } = setting;
  const gone = ["NoSuchBucket", ...(missing === undefined ? [] : [missing])];

  async function current(
    id: string,
    state: Properties,
    cloud: CloudClient,
  ): Promise<Created | undefined> {
    const answer = await unless(gone, cloud.call("s3", `Get${api}`, { Bucket: id }));
    const outputs = answer && setting.outputs(answer as never, state);
    return outputs && { id, outputs: defined({ bucket: id, region: cloud.region, ...outputs }) };
  }
  async function put(inputs: Properties, cloud: CloudClient): Promise<Created> {
    const Bucket = String(inputs["bucket"]);
    await cloud.call("s3", `Put${api}`, { Bucket, ...setting.put(inputs) });
    const created = await current(Bucket, inputs, cloud);
    if (created === undefined) throw new Error(`${api} of ${Bucket} did not stay`);
    return created;
  }

  return {
    type: setting.type,
    required: ["bucket", ...setting.required],
    optional: [...(setting.optional ?? []), "region"],
    replaceOn: ["bucket", "expectedBucketOwner", "region"],
    create: put,
    read: current,
    update: async (_id, _state, inputs, cloud) => (await put(inputs, cloud)).outputs,
    async delete(id, _state, cloud) {
      const input = { Bucket: id, ...deletion.input };
      await unless(gone, cloud.call("s3", deletion.operation, input));
    },
  };
}

const BLOCKS = {
  blockPublicAcls: "BlockPublicAcls",
  blockPublicPolicy: "BlockPublicPolicy",
  ignorePublicAcls: "IgnorePublicAcls",
  restrictPublicBuckets: "RestrictPublicBuckets",
} as const;

const publicAccessBlock = settingKind({
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  required: [],
  optional: [...Object.keys(BLOCKS), "skipDestroy"],
  api: "PublicAccessBlock",
  missing: "NoSuchPublicAccessBlockConfiguration",
  put: (inputs) => ({
    PublicAccessBlockConfiguration: Object.fromEntries(
      Object.entries(BLOCKS).map(([property, member]) => [member, inputs[property] ?? false]),
    ),
  }),
  outputs: (
    { PublicAccessBlockConfiguration: now }: { PublicAccessBlockConfiguration: Properties },
    state,
  ) => ({
    ...Object.fromEntries(
      Object.entries(BLOCKS).map(([property, member]) => [property, now[member] ?? false]),
    ),
    skipDestroy: state["skipDestroy"],
  }),
});

interface EncryptionRule {
  readonly ApplyServerSideEncryptionByDefault?: {
    readonly SSEAlgorithm: string;
    readonly KMSMasterKeyID?: string;
  };
  readonly BucketKeyEnabled?: boolean;
}

interface GivenEncryptionRule {
  readonly applyServerSideEncryptionByDefault?: {
    readonly sseAlgorithm: string;
    readonly kmsMasterKeyId?: string;
  };
  readonly bucketKeyEnabled?: boolean;
  readonly blockedEncryptionTypes?: readonly string[];
}

function encryptionRules(rules: unknown): readonly EncryptionRule[] {
  return (rules as readonly GivenEncryptionRule[]).map((rule) => {
    const given = rule.applyServerSideEncryptionByDefault;
    return {
      ...(given && {
        ApplyServerSideEncryptionByDefault: {
          SSEAlgorithm: given.sseAlgorithm,
          ...(given.kmsMasterKeyId && { KMSMasterKeyID: given.kmsMasterKeyId }),
        },
      }),
      BucketKeyEnabled: rule.bucketKeyEnabled ?? false,
    };
  });
}

const encryption = settingKind({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  required: ["rules"],
  optional: ["expectedBucketOwner"],
  api: "BucketEncryption",
  put: ({ rules }) => ({ ServerSideEncryptionConfiguration: { Rules: encryptionRules(rules) } }),
  outputs: (
    answer: { ServerSideEncryptionConfiguration: { Rules: readonly EncryptionRule[] } },
    { rules, expectedBucketOwner },
  ) => {
    const real = answer.ServerSideEncryptionConfiguration.Rules.map((rule) => {
      const by = rule.ApplyServerSideEncryptionByDefault;
      const byDefault = by && {
        sseAlgorithm: by.SSEAlgorithm,
        ...(by.KMSMasterKeyID && { kmsMasterKeyId: by.KMSMasterKeyID }),
      };
      return {
        ...(byDefault && { applyServerSideEncryptionByDefault: byDefault }),
        bucketKeyEnabled: rule.BucketKeyEnabled ?? false,
      };
    });
    return { rules: kept(rules, real, encryptionRules), expectedBucketOwner };
  },
});

const policy = settingKind({
  type: "aws:s3/bucketPolicy:BucketPolicy",
  required: ["policy"],
  api: "BucketPolicy",
  missing: "NoSuchBucketPolicy",
  put: (inputs) => ({
    Policy:
      typeof inputs["policy"] === "string" ? inputs["policy"] : JSON.stringify(inputs["policy"]),
  }),
  outputs: ({ Policy }: { Policy: string }, state) => ({
    policy: kept(state["policy"], Policy, parsedJson),
  }),
});

const lifecycle = settingKind({
  type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  required: ["rules"],
  optional: ["expectedBucketOwner", "transitionDefaultMinimumObjectSize"],
  api: "BucketLifecycleConfiguration",
  deletion: { operation: "DeleteBucketLifecycle" },
  missing: "NoSuchLifecycleConfiguration",
  put: ({ rules }) => ({ LifecycleConfiguration: { Rules: lifecycleRules(rules) } }),
  outputs: ({ Rules }: { Rules: readonly Properties[] }, state) => ({
    rules: kept(state["rules"], fromLifecycleRules(Rules), lifecycleRules),
    expectedBucketOwner: state["expectedBucketOwner"] ?? "",
    transitionDefaultMinimumObjectSize:
      state["transitionDefaultMinimumObjectSize"] ?? "all_storage_classes_128K",
  }),
});

const ownership = settingKind({
  type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  required: ["rule"],
  api: "BucketOwnershipControls",
  missing: "OwnershipControlsNotFoundError",
  put: ({ rule }) => {
    const { objectOwnership } = rule as { objectOwnership: string };
    return { OwnershipControls: { Rules: [{ ObjectOwnership: objectOwnership }] } };
  },
  outputs: ({
    OwnershipControls,
  }: {
    OwnershipControls: { Rules: readonly { ObjectOwnership: string }[] };
  }) => ({ rule: { objectOwnership: OwnershipControls.Rules[0]?.ObjectOwnership } }),
});

const versioning = settingKind({
  type: "aws:s3/bucketVersioning:BucketVersioning",
  required: ["versioningConfiguration"],
  optional: ["expectedBucketOwner", "mfa"],
  api: "BucketVersioning",
  // Versioning cannot be taken away once it was on, only suspended.
  deletion: {
    operation: "PutBucketVersioning",
    input: { VersioningConfiguration: { Status: "Suspended" } },
  },
  put: ({ versioningConfiguration }) => ({
    VersioningConfiguration: { Status: (versioningConfiguration as { status: string }).status },
  }),
  outputs: ({ Status }: { Status?: string }, state) => {
    if (Status === undefined) return undefined;
    const real = { status: Status };
    const status = (value: unknown): unknown => (value as { status: string }).status;
    return { versioningConfiguration: kept(state["versioningConfiguration"], real, status) };
  },
});

const logging = settingKind({
  type: "aws:s3/bucketLogging:BucketLogging",
  required: ["targetBucket", "targetPrefix"],
  optional: ["expectedBucketOwner"],
  api: "BucketLogging",
  deletion: { operation: "PutBucketLogging", input: { BucketLoggingStatus: {} } },
  put: ({ targetBucket, targetPrefix }) => ({
    BucketLoggingStatus: {
      LoggingEnabled: { TargetBucket: targetBucket, TargetPrefix: targetPrefix },
    },
  }),
  outputs: ({
    LoggingEnabled: now,
  }: {
    LoggingEnabled?: { TargetBucket: string; TargetPrefix?: string };
  }) => now && { targetBucket: now.TargetBucket, targetPrefix: now.TargetPrefix ?? "" },
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
