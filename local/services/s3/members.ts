import { HEADERS, type ObjectHeaders, type StoredObject } from "./storage/buckets";

/** The members of an input that are kept with the object. */
export function headersOf(input: ObjectHeaders): ObjectHeaders {
  const given = HEADERS.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]]));
  return { ServerSideEncryption: "AES256", ...(Object.fromEntries(given) as ObjectHeaders) };
}

/** The members by which an answer tells how an object is encrypted. */
export function encryption({ headers }: Pick<StoredObject, "headers">) {
  const { ServerSideEncryption, SSEKMSKeyId } = headers;
  return { ServerSideEncryption, ...(SSEKMSKeyId && { SSEKMSKeyId }) };
}

/** The bytes of what a request stores; a caller in this process may give a text. */
export function bodyBytes(body: Buffer | string = Buffer.alloc(0)): Buffer {
  return typeof body === "string" ? Buffer.from(body) : body;
}
