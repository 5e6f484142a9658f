import type { RestRequest } from "../../../gateway/service";
import { CHECKSUMS } from "../checksums";

/** Members of inputs and outputs that travel as headers. */
const HEADERS: Readonly<Record<string, string>> = {
  ContentType: "content-type",
  ContentEncoding: "content-encoding",
  ContentDisposition: "content-disposition",
  ContentLanguage: "content-language",
  CacheControl: "cache-control",
  Expires: "expires",
  ContentMD5: "content-md5",
  IfMatch: "if-match",
  IfNoneMatch: "if-none-match",
  IfModifiedSince: "if-modified-since",
  IfUnmodifiedSince: "if-unmodified-since",
  Range: "range",
  StorageClass: "x-amz-storage-class",
  WebsiteRedirectLocation: "x-amz-website-redirect-location",
  ServerSideEncryption: "x-amz-server-side-encryption",
  SSEKMSKeyId: "x-amz-server-side-encryption-aws-kms-key-id",
  Tagging: "x-amz-tagging",
  TagCount: "x-amz-tagging-count",
  ChecksumMode: "x-amz-checksum-mode",
  CopySource: "x-amz-copy-source",
  CopySourceRange: "x-amz-copy-source-range",
  CopySourceIfMatch: "x-amz-copy-source-if-match",
  CopySourceIfNoneMatch: "x-amz-copy-source-if-none-match",
  MetadataDirective: "x-amz-metadata-directive",
  TaggingDirective: "x-amz-tagging-directive",
  BucketRegion: "x-amz-bucket-region",
  BucketArn: "x-amz-bucket-arn",
  AcceptRanges: "accept-ranges",
  ContentRange: "content-range",
  ContentLength: "content-length",
  ETag: "etag",
  LastModified: "last-modified",
  Location: "location",
  ...Object.fromEntries(
    CHECKSUMS.map((name) => [name, name.replace("Checksum", "x-amz-checksum-").toLowerCase()]),
  ),
};

const NOT_INPUT = new Set(["ContentLength", "ETag", "LastModified", "Location"]);

/** Query parameters that are members of inputs. */
const QUERY: Readonly<Record<string, string>> = {
  uploadId: "UploadId",
  prefix: "Prefix",
  delimiter: "Delimiter",
  marker: "Marker",
  "key-marker": "KeyMarker",
  "start-after": "StartAfter",
  "continuation-token": "ContinuationToken",
  "encoding-type": "EncodingType",
};

const QUERY_NUMBERS: Readonly<Record<string, string>> = {
  "max-keys": "MaxKeys",
  partNumber: "PartNumber",
  "part-number-marker": "PartNumberMarker",
  "max-parts": "MaxParts",
};

/** Query parameters that set headers of the answer to GetObject. */
const RESPONSE_QUERY =
  /^response-(content-type|content-language|expires|cache-control|content-disposition|content-encoding)$/;

const METADATA = "x-amz-meta-";

/** Every input member that a request's headers and query give. */
export function inputOf({ headers, query }: RestRequest): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [member, header] of Object.entries(HEADERS)) {
    const value = headers[header];
    if (value !== undefined && !NOT_INPUT.has(member)) input[member] = value;
  }
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith(METADATA));
  if (metadata.length > 0) {
    input["Metadata"] = Object.fromEntries(
      metadata.map(([name, value]) => [name.slice(METADATA.length), value]),
    );
  }
  for (const [name, value] of query) {
    const text = QUERY[name];
    const number = QUERY_NUMBERS[name];
    if (text !== undefined) input[text] = value;
    if (number !== undefined) input[number] = Number(value);
  }
  return input;
}

/** An output's members that are headers. */
export function headersOfOutput(output: object): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [member, value] of Object.entries(output) as [string, unknown][]) {
    const header = HEADERS[member];
    if (header === undefined || value === undefined) continue;
    headers[header] = value instanceof Date ? value.toUTCString() : `${value as string | number}`;
  }
  const { Metadata = {} } = output as { Metadata?: Record<string, string> };
  for (const [name, value] of Object.entries(Metadata)) headers[METADATA + name] = value;
  return headers;
}

export function overrides(query: URLSearchParams): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of query) {
    const header = RESPONSE_QUERY.exec(name)?.[1];
    if (header !== undefined) found[header] = value;
  }
  return found;
}
