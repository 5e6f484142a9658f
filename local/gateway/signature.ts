/** What a request's signature says of its maker; the signature itself is not checked. */
export interface Signature {
  readonly accessKeyId: string;
  /** The service of the credential scope, e.g. "kinesis"; S3 for the older signatures. */
  readonly service: string;
  /** The region of the credential scope; version 4a and the older signatures have none. */
  readonly region?: string;
}

const V4 = /^AWS4-[A-Z0-9-]+ .*?Credential=([^,\s]+)/;
const V2 = /^AWS ([^:\s]+):/;

/** Reads SigV4 and SigV4a from the header or a presigned query, and S3's older version 2. */
export function signatureOf(
  headers: Readonly<Record<string, string>>,
  query: URLSearchParams,
): Signature | undefined {
  const authorization = headers["authorization"] ?? "";
  const credential = V4.exec(authorization)?.[1] ?? query.get("X-Amz-Credential");
  if (credential !== null) return scopeOf(credential);
  const accessKeyId = V2.exec(authorization)?.[1] ?? query.get("AWSAccessKeyId");
  return accessKeyId === null ? undefined : { accessKeyId, service: "s3" };
}

/** `<key>/<date>/<region>/<service>/aws4_request`; SigV4a leaves the region out. */
function scopeOf(credential: string): Signature | undefined {
  const parts = credential.split("/");
  const service = parts.at(-2);
  const regional = parts.length >= 5;
  const accessKeyId = parts.slice(0, regional ? -4 : -3).join("/");
  if (service === undefined || accessKeyId === "") return undefined;
  const region = regional ? parts.at(-3) : undefined;
  return { accessKeyId, service, ...(region === undefined ? {} : { region }) };
}
