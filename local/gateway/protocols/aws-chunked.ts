import { bounds } from "../bounds";
import { AwsError } from "../service";

export interface Dechunked {
  readonly body: Buffer;
  /** Trailing headers, e.g. `x-amz-checksum-crc32`, by lower-case name. */
  readonly trailers: Readonly<Record<string, string>>;
}

export function isAwsChunked(headers: Readonly<Record<string, string>>): boolean {
  return (
    headers["content-encoding"]?.split(",").some((each) => each.trim() === "aws-chunked") ===
      true || headers["x-amz-content-sha256"]?.startsWith("STREAMING-") === true
  );
}

/**
 * Takes the aws-chunked framing off a body: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n`, ended
 * by a chunk of size 0 and trailing headers. Signatures are not checked: any key is accepted.
 */
export function dechunk(framed: Buffer): Dechunked {
  const chunks: Buffer[] = [];
  let at = 0;
  let last = Infinity;
  for (;;) {
    const end = framed.indexOf("\r\n", at);
    if (end < 0) throw incomplete();
    const size = /^([0-9a-fA-F]{1,8})(?:;.*)?$/.exec(framed.toString("latin1", at, end))?.[1];
    if (size === undefined) throw incomplete();
    const length = Number.parseInt(size, 16);
    at = end + 2;
    if (length === 0) break;
    if (last < bounds.leastChunk) throw tooSmall();
    last = length;
    if (at + length + 2 > framed.length) throw incomplete();
    chunks.push(framed.subarray(at, at + length));
    at += length + 2;
  }
  return { body: Buffer.concat(chunks), trailers: trailersOf(framed.toString("latin1", at)) };
}

/** The request's headers as though it had not been chunked. */
export function headersAfter(
  headers: Readonly<Record<string, string>>,
  { body, trailers }: Dechunked,
): Record<string, string> {
  const expected = headers["x-amz-decoded-content-length"];
  if (expected !== undefined && Number(expected) !== body.length) throw incomplete();
  const encodings = (headers["content-encoding"] ?? "").split(",").map((each) => each.trim());
  const encoding = encodings.filter((each) => each !== "aws-chunked" && each !== "").join(",");
  const plain: Record<string, string> = { ...headers, ...trailers };
  if (encoding === "") delete plain["content-encoding"];
  else plain["content-encoding"] = encoding;
  return { ...plain, "content-length": String(body.length) };
}

function trailersOf(lines: string): Record<string, string> {
  const trailers: Record<string, string> = {};
  for (const line of lines.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0)
      trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return trailers;
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
function tooSmall(): AwsError {
  return new AwsError(
    "InvalidChunkSizeError",
    `Only the last chunk is allowed to have a size less than ${bounds.leastChunk} bytes`,
    403,
  );
}

function incomplete(): AwsError {
  return new AwsError(
    "IncompleteBody",
    "The request body terminated unexpectedly, or its aws-chunked framing is malformed.",
  );
}
