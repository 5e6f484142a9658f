import type { CheckFailure, Cloud, Properties, Tags } from "./kind";

/** What the settings of AWS's provider (`aws:…` of a stack, or an explicit provider) change. */
export interface ProviderSettings {
  readonly defaultTags: Tags;
  readonly ignoredKeys: readonly string[];
  readonly ignoredPrefixes: readonly string[];
}

export const noSettings: ProviderSettings = {
  defaultTags: {},
  ignoredKeys: [],
  ignoredPrefixes: [],
};

/** What the local cloud does with a setting; `refused` says what to do instead. */
export type Treatment = "honoured" | "without effect" | { readonly refused: string };

const elsewhere = "AWS_ENDPOINT_URL says where the local cloud is";
const everyCaller = "the local cloud takes every caller of an operator's commands";

/** Every setting of AWS's provider, version 7, and what the local cloud does with it (docs/local-provider.md). */
export const providerSettings: Readonly<Record<string, Treatment>> = {
  allowedAccountIds: "honoured",
  defaultTags: "honoured",
  forbiddenAccountIds: "honoured",
  ignoreTags: "honoured",
  region: "honoured",
  accessKey: "without effect",
  customCaBundle: "without effect",
  ec2MetadataServiceEndpoint: "without effect",
  ec2MetadataServiceEndpointMode: "without effect",
  httpProxy: "without effect",
  httpsProxy: "without effect",
  insecure: "without effect",
  maxRetries: "without effect",
  noProxy: "without effect",
  profile: "without effect",
  retryMode: "without effect",
  s3UsEast1RegionalEndpoint: "without effect",
  s3UsePathStyle: "without effect",
  secretKey: "without effect",
  sharedConfigFiles: "without effect",
  sharedCredentialsFiles: "without effect",
  skipCredentialsValidation: "without effect",
  skipMetadataApiCheck: "without effect",
  skipRegionValidation: "without effect",
  skipRequestingAccountId: "without effect",
  stsRegion: "without effect",
  token: "without effect",
  tokenBucketRateLimiterCapacity: "without effect",
  useDualstackEndpoint: "without effect",
  useFipsEndpoint: "without effect",
  userAgents: "without effect",
  assumeRoles: { refused: everyCaller },
  assumeRoleWithWebIdentity: { refused: everyCaller },
  endpoints: { refused: elsewhere },
  tagPolicyCompliance: { refused: "there are no tag policies locally" },
};

/** What the CLI adds to a provider's settings. */
const ofTheEngine = new Set(["version", "pluginDownloadURL"]);

/** Nested settings come as JSON text, from the CLI as from the SDK. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

function given(settings: Properties): [string, unknown][] {
  return Object.entries(settings)
    .filter(([key]) => !key.startsWith("__") && !ofTheEngine.has(key))
    .map(([key, value]): [string, unknown] => [key, parsed(value)])
    .filter(([, value]) => !isEmpty(value));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}

const isMapping = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

/** A mapping that has no members but those named, each of which passes its test. */
function hasOnly(value: unknown, members: Record<string, (member: unknown) => boolean>): boolean {
  return (
    isMapping(value) &&
    Object.entries(value).every(([key, member]) => isEmpty(member) || members[key]?.(member))
  );
}

const isTags = (value: unknown): boolean =>
  isMapping(value) && Object.values(value).every((tag) => typeof tag === "string");

const shapes: Readonly<Record<string, readonly [(value: unknown) => boolean, string]>> = {
  defaultTags: [(value) => hasOnly(value, { tags: isTags }), '{ "tags": { "<key>": "<text>" } }'],
  ignoreTags: [
    (value) => hasOnly(value, { keys: isTexts, keyPrefixes: isTexts }),
    '{ "keys": ["<key>"], "keyPrefixes": ["<prefix>"] }',
  ],
  allowedAccountIds: [isTexts, 'a list of text, e.g. ["111122223333"]'],
  forbiddenAccountIds: [isTexts, 'a list of text, e.g. ["111122223333"]'],
  region: [(value) => typeof value === "string", "text"],
};

/** Why the local cloud does not take a setting; undefined where it does. */
function refusal(key: string, value: unknown, cloud: Cloud): string | undefined {
  const treatment = Object.hasOwn(providerSettings, key) ? providerSettings[key] : undefined;
  if (treatment === undefined) {
    const known = Object.keys(providerSettings).sort().join(", ");
    return `aws:${key} is no setting of AWS's provider: remove it (there are ${known})`;
  }
  if (typeof treatment === "object") {
    if (key === "tagPolicyCompliance" && value === "disabled") return undefined;
    return `aws:${key} is not implemented by the local cloud: remove it from this stack, since ${treatment.refused}`;
  }
  const shape = shapes[key];
  if (shape !== undefined && !shape[0](value)) {
    return `aws:${key} must be ${shape[1]}, but is ${JSON.stringify(value)}`;
  }
  if (key === "region" && value !== cloud.region) {
    return `aws:region is ${String(value)}, but the local cloud stands in ${cloud.region}: set it to ${cloud.region} for this stack, or start the cloud in ${String(value)} with --region`;
  }
  const listed = isTexts(value) && value.includes(cloud.accountId);
  if ((key === "allowedAccountIds" && !listed) || (key === "forbiddenAccountIds" && listed)) {
    return `aws:${key} does not allow the local cloud's account ${cloud.accountId}: change it for this stack`;
  }
  return undefined;
}

/** What is wrong with a provider's settings, each by name. */
export function checkSettings(settings: Properties, cloud: Cloud): CheckFailure[] {
  return given(settings).flatMap(([property, value]) => {
    const reason = refusal(property, value, cloud);
    return reason === undefined ? [] : [{ property, reason }];
  });
}

/** What checked settings change. */
export function readSettings(settings: Properties): ProviderSettings {
  const values = Object.fromEntries(given(settings));
  const { tags } = (values["defaultTags"] ?? {}) as { tags?: Tags };
  const ignored = (values["ignoreTags"] ?? {}) as { keys?: string[]; keyPrefixes?: string[] };
  return {
    defaultTags: tags ?? {},
    ignoredKeys: ignored.keys ?? [],
    ignoredPrefixes: ignored.keyPrefixes ?? [],
  };
}
