import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import type { Buckets } from "./storage/buckets";
import { onBucket } from "./permissions";

/** A bucket subresource that is stored and read back, and changes nothing else locally. */
export interface Configuration {
  /** The query parameter, e.g. "lifecycle". */
  readonly query: string;
  /** The API's name, as in Put…, Get… and Delete…. */
  readonly name: string;
  /** The input member that holds it, which is also the XML document's name. */
  readonly member: string;
  /** IAM's name for it, where it is not `name`. */
  readonly action?: string;
  /** What Get answers when there is none: this error (404), … */
  readonly missing?: string;
  /** … or this output. */
  readonly empty?: object;
  /** Whether Get wraps the configuration in `member`; otherwise its members are the output. */
  readonly wrapped?: boolean;
  /** Cannot be put or deleted here. */
  readonly readOnly?: boolean;
}

const AES256 = {
  Rules: [
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false },
  ],
};

/**
 * Versioning is stored only: an overwritten object is gone. Public access settings and policies
 * are not enforced for requests from this machine.
 */
export const CONFIGURATIONS: readonly Configuration[] = [
  {
    query: "publicAccessBlock",
    name: "PublicAccessBlock",
    member: "PublicAccessBlockConfiguration",
    action: "BucketPublicAccessBlock",
    missing: "NoSuchPublicAccessBlockConfiguration",
    wrapped: true,
  },
  {
    query: "encryption",
    name: "BucketEncryption",
    member: "ServerSideEncryptionConfiguration",
    action: "EncryptionConfiguration",
    empty: AES256,
    wrapped: true,
  },
  {
    query: "lifecycle",
    name: "BucketLifecycleConfiguration",
    member: "LifecycleConfiguration",
    action: "LifecycleConfiguration",
    missing: "NoSuchLifecycleConfiguration",
  },
  {
    query: "ownershipControls",
    name: "BucketOwnershipControls",
    member: "OwnershipControls",
    missing: "OwnershipControlsNotFoundError",
    wrapped: true,
  },
  {
    query: "versioning",
    name: "BucketVersioning",
    member: "VersioningConfiguration",
    empty: {},
  },
  {
    query: "cors",
    name: "BucketCors",
    member: "CORSConfiguration",
    action: "BucketCORS",
    missing: "NoSuchCORSConfiguration",
  },
  {
    query: "website",
    name: "BucketWebsite",
    member: "WebsiteConfiguration",
    missing: "NoSuchWebsiteConfiguration",
    readOnly: true,
  },
  {
    query: "replication",
    name: "BucketReplication",
    member: "ReplicationConfiguration",
    action: "ReplicationConfiguration",
    missing: "ReplicationConfigurationNotFoundError",
    readOnly: true,
  },
  {
    query: "object-lock",
    name: "ObjectLockConfiguration",
    member: "ObjectLockConfiguration",
    action: "BucketObjectLockConfiguration",
    missing: "ObjectLockConfigurationNotFoundError",
    readOnly: true,
  },
  {
    query: "logging",
    name: "BucketLogging",
    member: "BucketLoggingStatus",
    empty: {},
    readOnly: true,
  },
  {
    query: "notification",
    name: "BucketNotificationConfiguration",
    member: "NotificationConfiguration",
    action: "BucketNotification",
    empty: {},
    readOnly: true,
  },
  {
    query: "accelerate",
    name: "BucketAccelerateConfiguration",
    member: "AccelerateConfiguration",
    action: "AccelerateConfiguration",
    empty: {},
    readOnly: true,
  },
  {
    query: "requestPayment",
    name: "BucketRequestPayment",
    member: "RequestPaymentConfiguration",
    empty: { Payer: "BucketOwner" },
    readOnly: true,
  },
];

interface ConfigurationInput {
  readonly Bucket: string;
  readonly [member: string]: unknown;
}

/** Put, Get and Delete of every configuration, and of the bucket policy. */
export function configurationOperations(buckets: Buckets): Record<string, Operation> {
  return Object.assign(
    policyOperations(buckets),
    ...CONFIGURATIONS.map((each) => operationsOf(buckets, each)),
  ) as Record<string, Operation>;
}

function operationsOf(buckets: Buckets, configuration: Configuration): Record<string, Operation> {
  const { query, name, member, missing, empty = {}, wrapped, readOnly } = configuration;
  const action = configuration.action ?? name;
  const get: Operation = {
    run({ Bucket }: ConfigurationInput) {
      const stored = buckets.get(Bucket).configurations.get(query) as object | undefined;
      if (stored === undefined && missing !== undefined) throw absent(missing, Bucket);
      const found = stored ?? empty;
      return wrapped === true ? { [member]: found } : found;
    },
    permissions: onBucket(`Get${action}`),
  };
  if (readOnly === true) return { [`Get${name}`]: get };
  return {
    [`Get${name}`]: get,
    [`Put${name}`]: {
      run(input: ConfigurationInput) {
        const bucket = buckets.get(input.Bucket);
        const value = input[member];
        if (typeof value !== "object" || value === null) {
          throw new AwsError("MalformedXML", `${member} is missing.`);
        }
        bucket.configurations.set(query, structuredClone(value));
        return {};
      },
      permissions: onBucket(`Put${action}`),
    },
    [`Delete${deletionName(name)}`]: {
      run({ Bucket }: ConfigurationInput) {
        buckets.get(Bucket).configurations.delete(query);
        return {};
      },
      permissions: onBucket(`Put${action}`),
    },
  };
}

/** The API says DeleteBucketLifecycle, without "Configuration". */
export function deletionName(name: string): string {
  return name === "BucketLifecycleConfiguration" ? "BucketLifecycle" : name;
}

function absent(code: string, bucket: string): AwsError {
  return new AwsError(code, "The configuration does not exist", 404, { BucketName: bucket });
}

/** The policy is kept as its JSON text. Locally it is not enforced: the gateway is plain HTTP. */
function policyOperations(buckets: Buckets): Record<string, Operation> {
  const policyOf = (name: string): string => {
    const policy = buckets.get(name).configurations.get("policy") as string | undefined;
    if (policy !== undefined) return policy;
    throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404, {
      BucketName: name,
    });
  };
  return {
    PutBucketPolicy: {
      run({ Bucket, Policy }: { Bucket: string; Policy: string }) {
        const bucket = buckets.get(Bucket);
        checkPolicy(Policy);
        bucket.configurations.set("policy", Policy);
        return {};
      },
      permissions: onBucket("PutBucketPolicy"),
    },
    GetBucketPolicy: {
      run: ({ Bucket }: ConfigurationInput) => ({ Policy: policyOf(Bucket) }),
      permissions: onBucket("GetBucketPolicy"),
    },
    DeleteBucketPolicy: {
      run({ Bucket }: ConfigurationInput) {
        buckets.get(Bucket).configurations.delete("policy");
        return {};
      },
      permissions: onBucket("DeleteBucketPolicy"),
    },
    GetBucketPolicyStatus: {
      run: ({ Bucket }: ConfigurationInput) => ({
        PolicyStatus: { IsPublic: isPublic(policyOf(Bucket)) },
      }),
      permissions: onBucket("GetBucketPolicyStatus"),
    },
  };
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

function statementsOf(policy: string): readonly Statement[] {
  const { Statement } = JSON.parse(policy) as { Statement?: Statement | readonly Statement[] };
  return Statement === undefined ? [] : [Statement].flat();
}

function checkPolicy(policy: string): void {
  try {
    if (statementsOf(policy).length > 0) return;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AwsError("MalformedPolicy", "Policies must be valid JSON with at least one statement");
}

function isPublic(policy: string): boolean {
  return statementsOf(policy).some(
    ({ Effect, Principal, Condition }) =>
      Effect === "Allow" &&
      Condition === undefined &&
      /^("\*"|\{"AWS":(\["\*"\]|"\*")\})$/.test(JSON.stringify(Principal ?? "")),
  );
}
