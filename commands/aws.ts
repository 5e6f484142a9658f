import { defaultAccount, isRegion } from "../local/account";
import { UsageError } from "./command";

/** What `--help` says of `--region`. */
export const regionUsage = `default: AWS_REGION, else ${defaultAccount.region}`;

/** The same where a stack comes up. */
export const stackRegionUsage = `default: the stack's aws:region, else AWS_REGION, else ${defaultAccount.region}`;

/** What `--help` says of `--shard-limits`. */
export const shardLimitsUsage = `Kinesis' shards take 1,000 records and 1 MiB, give 2 MiB in 5 GetRecords, and push 2 MiB to
                    each fan-out consumer, a second; more is ProvisionedThroughputExceededException.
                    Event source mappings and Firehose read without limits`;

/** A name of the `dev` stack as another stack has it. */
export function stackName(name: string, stack: string): string {
  return stack === "dev" ? name : `${name}-${stack}`;
}

/** Whether an endpoint is this machine's, so that made-up credentials do. */
export function isLoopback(endpoint: string | undefined): boolean {
  return endpoint !== undefined && /^https?:\/\/(127\.|localhost[:/]?|\[::1\])/.test(endpoint);
}

/**
 * An endpoint as the SDK takes it. Throws a UsageError on what is none: a name alone, another
 * protocol, a path, credentials.
 */
function checkedEndpoint(text: string, from: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  if (isHttp && /^https?:\/\/[^/?#@\s]+\/?$/.test(text) && url.port !== "0") return text;
  throw new UsageError(
    `${from} must be a URL like http://127.0.0.1:4566, without a path or a password, not "${text}"`,
  );
}

/** What `--endpoint` or the environment says; AWS itself when neither does. */
function endpointOf(given: string | undefined): string | undefined {
  if (given !== undefined) return checkedEndpoint(given, "--endpoint");
  const { AWS_ENDPOINT_URL } = process.env;
  // As the SDK has it, an empty variable is none.
  return AWS_ENDPOINT_URL ? checkedEndpoint(AWS_ENDPOINT_URL, "AWS_ENDPOINT_URL") : undefined;
}

/** What `--region` or the environment says; any name of the form that regions have. */
export function regionOf(given: string | undefined): string {
  const text = given ?? (process.env.AWS_REGION || defaultAccount.region);
  if (isRegion(text)) return text;
  const from = given === undefined ? "AWS_REGION" : "--region";
  throw new UsageError(`${from} must be a region like ${defaultAccount.region}, not "${text}"`);
}

/** Where a program comes up: `--region` goes before the stack's own `aws:region`, that before AWS_REGION. */
export function chosenRegion(given: string | undefined) {
  const config: Record<string, string> =
    given === undefined ? {} : { "aws:region": regionOf(given) };
  return { region: regionOf(undefined), config };
}

/** SDK client settings for AWS, or for the local cloud when an endpoint is given. */
export function clientSettings(options: { endpoint?: string; region?: string }) {
  const endpoint = endpointOf(options.endpoint);
  const region = regionOf(options.region);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(isLoopback(endpoint) ? { credentials } : {}),
  };
}
