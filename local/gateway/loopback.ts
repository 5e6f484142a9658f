/**
 * Why a request must not be served, if so. The gateway accepts any key, so a web page must not
 * reach it: neither by a name that its owner points at 127.0.0.1 (DNS rebinding), nor from a
 * foreign origin.
 */
export function refusal(headers: Readonly<Record<string, string>>): string | undefined {
  const host = headers["host"];
  if (host === undefined || !isLoopback(host)) {
    return `The local cloud answers on 127.0.0.1 and localhost only, not as "${host ?? ""}".`;
  }
  const origin = headers["origin"];
  if (origin === undefined) return undefined;
  const authority = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  if (authority !== undefined && isLoopback(authority)) return undefined;
  return `The local cloud does not answer pages of the origin "${origin}".`;
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
