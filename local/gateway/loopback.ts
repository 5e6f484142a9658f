import type { RestRequest } from "./service";

type Head = Pick<RestRequest, "method" | "query" | "headers">;

/**
 * Why a request must not be served, if so. The gateway accepts any key, so nothing that a web page
 * can make a browser send may change or show what it holds: not under a name that the page's owner
 * points at 127.0.0.1 (DNS rebinding), not from another origin, and not as a link, an image or a form,
 * which need no permission to be sent and carry no signature.
 *
 * Source: https://www.w3.org/TR/fetch-metadata/ (Sec-Fetch-Site), https://fetch.spec.whatwg.org (Origin)
 */
export function refusal({ method, query, headers }: Head): string | undefined {
  const host = headers["host"];
  if (host === undefined || !isLoopback(host)) {
    return `The local cloud answers on 127.0.0.1 and localhost only, not as "${host ?? ""}".`;
  }
  const origin = headers["origin"];
  if (origin !== undefined && !isSameOrigin(origin, host)) {
    return `The local cloud does not answer pages of the origin "${origin}".`;
  }
  const reads = method === "GET" || method === "HEAD";
  if (reads && (isConfirmation(query) || isPresignedObject(query))) return undefined;
  const site = headers["sec-fetch-site"];
  if (site === "cross-site" || site === "same-site") {
    return "The local cloud does not answer what a page of another site sends.";
  }
  const action = query.get("Action");
  if (method !== "POST" && action !== null && !/^(Get|List|Describe)[A-Z]/.test(action)) {
    return `${action} changes something, so it must be sent by POST, as AWS's clients do.`;
  }
  return undefined;
}

/** Whether a call that a browser sends without asking first, a link or a form, lacks a signature. */
export function isUnsignedCall({ method, query, headers }: Head): boolean {
  if (headers["authorization"] !== undefined || query.has("X-Amz-Credential")) return false;
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  return (query.has("Action") && !isConfirmation(query)) || (method === "POST" && isForm);
}

/** The links that SNS sends to subscribers carry a token and no signature, and are clicked in mails. */
function isConfirmation(query: URLSearchParams): boolean {
  const action = query.get("Action");
  return (
    (action === "ConfirmSubscription" && query.has("Token")) ||
    (action === "Unsubscribe" && query.has("SubscriptionArn"))
  );
}

/** A presigned URL of S3 may be linked from anywhere: it reads one object. */
function isPresignedObject(query: URLSearchParams): boolean {
  if (query.has("Action")) return false;
  const credential = query.get("X-Amz-Credential");
  if (credential === null) return query.has("AWSAccessKeyId") && query.has("Signature");
  return query.has("X-Amz-Signature") && credential.endsWith("/s3/aws4_request");
}

function isSameOrigin(origin: string, host: string): boolean {
  return origin.toLowerCase() === `http://${host.toLowerCase()}`;
}

/** Loopback addresses, localhost, and its subdomains: S3's virtual-hosted buckets. */
function isLoopback(authority: string): boolean {
  const host = authority.toLowerCase().replace(/:\d+$/, "");
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "[::1]" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}
