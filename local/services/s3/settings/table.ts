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

/** The API says DeleteBucketLifecycle, without "Configuration". */
export function deletionName(name: string): string {
  return name === "BucketLifecycleConfiguration" ? "BucketLifecycle" : name;
}
