import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** A request as its client signed it. */
export interface SignedRequest {
  readonly method: string;
  /** As it came: percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface Claim {
  /** `<date>/<region>/<service>/aws4_request` */
  readonly scope: string;
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/**
 * Whether a request was signed with a secret access key by Signature Version 4, in the header or in a
 * presigned query; undefined for one that says it was signed in another way, which cannot be checked here.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function isSignedWith(secret: string, request: SignedRequest): boolean | undefined {
  const claim = claimOf(request);
  if (claim === undefined) return undefined;
  const text = [
    "AWS4-HMAC-SHA256",
    claim.date,
    claim.scope,
    sha256(canonicalRequest(request, claim)),
  ].join("\n");
  const expected = hmac(signingKey(secret, claim.scope), text);
  const given = Buffer.from(claim.signature, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function claimOf({ headers, query }: SignedRequest): Claim | undefined {
  const authorization = headers["authorization"];
  if (authorization !== undefined) {
    if (!authorization.startsWith("AWS4-HMAC-SHA256")) return undefined;
    const part = (name: string): string =>
      new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? "";
    return {
      scope: scopeOf(part("Credential")),
      date: headers["x-amz-date"] ?? headers["date"] ?? "",
      signedHeaders: part("SignedHeaders").split(";"),
      signature: part("Signature"),
    };
  }
  if (query.get("X-Amz-Algorithm") !== "AWS4-HMAC-SHA256") return undefined;
  return {
    scope: scopeOf(query.get("X-Amz-Credential") ?? ""),
    date: query.get("X-Amz-Date") ?? "",
    signedHeaders: (query.get("X-Amz-SignedHeaders") ?? "").split(";"),
    signature: query.get("X-Amz-Signature") ?? "",
  };
}

const scopeOf = (credential: string): string => credential.split("/").slice(-4).join("/");

function canonicalRequest(request: SignedRequest, { scope, signedHeaders }: Claim): string {
  const { method, path, query, headers } = request;
  const isS3 = scope.split("/")[2] === "s3";
  const lines = signedHeaders.map((name) => {
    const value = headers[name === ":authority" ? "host" : name] ?? "";
    return `${name}:${value.trim().replace(/ +/g, " ")}\n`;
  });
  return [
    method,
    // S3 takes a path as it is; all others encode what is encoded already once more.
    isS3 ? path : path.split("/").map(encode).join("/"),
    canonicalQuery(query),
    lines.join(""),
    signedHeaders.join(";"),
    payloadHash(request, isS3),
  ].join("\n");
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function payloadHash({ headers, query, body }: SignedRequest, isS3: boolean): string {
  const told = headers["x-amz-content-sha256"] ?? query.get("X-Amz-Content-Sha256");
  if (told !== null) return told;
  return isS3 && query.has("X-Amz-Signature") ? "UNSIGNED-PAYLOAD" : sha256(body);
}

/** RFC 3986: all but letters, digits and -._~ */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Keys of the last scopes: a day's requests share theirs. */
const signingKeys = new Map<string, Buffer>();

function signingKey(secret: string, scope: string): Buffer {
  const name = `${secret}/${scope}`;
  const known = signingKeys.get(name);
  if (known !== undefined) return known;
  const key = scope.split("/").reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  if (signingKeys.size >= 1000) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}

const hmac = (key: Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
const sha256 = (data: Buffer | string): string => createHash("sha256").update(data).digest("hex");
