import { AwsError } from "../../gateway/service";
import type { ObjectHeaders, StoredObject } from "./storage/buckets";

export interface ObjectInput {
  readonly Bucket: string;
  readonly Key: string;
}

export interface WriteInput extends ObjectInput, ObjectHeaders {
  readonly Metadata?: Readonly<Record<string, string>>;
  /** Tags as a query string: `a=1&b=2`. */
  readonly Tagging?: string;
}

const HEADERS = [
  "ContentType",
  "ContentEncoding",
  "ContentDisposition",
  "ContentLanguage",
  "CacheControl",
  "Expires",
  "StorageClass",
  "WebsiteRedirectLocation",
  "ServerSideEncryption",
  "SSEKMSKeyId",
] as const satisfies readonly (keyof ObjectHeaders)[];

/** The members of an input that are kept with the object. */
export function headersOf(input: ObjectHeaders): ObjectHeaders {
  const given = HEADERS.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]]));
  return { ServerSideEncryption: "AES256", ...(Object.fromEntries(given) as ObjectHeaders) };
}

export function bodyOf(body: unknown): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === "string") return Buffer.from(body);
  if (Buffer.isBuffer(body)) return body;
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // What JSON makes of a Buffer.
  const { type, data } = body as { type?: unknown; data?: unknown };
  if (type === "Buffer" && Array.isArray(data)) return Buffer.from(data as number[]);
  throw new AwsError("InvalidArgument", "Body must be text or bytes.");
}

/** The members by which an answer tells how an object is encrypted. */
export function encryption({ headers }: Pick<StoredObject, "headers">): object {
  const { ServerSideEncryption, SSEKMSKeyId } = headers;
  return { ServerSideEncryption, ...(SSEKMSKeyId && { SSEKMSKeyId }) };
}
