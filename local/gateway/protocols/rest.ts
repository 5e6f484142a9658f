import { modelOf, type OperationModel } from "../model/schemas";
import { bytesOf } from "../model/write";
import { status as statusKey, type AwsError, type RestRequest, type Service } from "../service";
import { errorHeaders, jsonInput, jsonOf } from "./json";
import type { Codec, Reply } from "./reply";
import { boundTo, textOf, type Bindings } from "./rest-bindings";
import { jsonValue } from "./values";
import { escapeXml, xmlContent, xmlDocument, xmlFields, xmlInput } from "./xml";

/** How a REST service writes documents: S3 alone in XML. */
interface Documents {
  readonly read: (schema: OperationModel["input"], body: Buffer) => unknown;
  readonly write: (schema: OperationModel["output"], value: object) => string;
  readonly contentType: string;
  /** Of a payload of bytes that does not say its own. */
  readonly bytesType: string;
}

const JSON_DOCUMENTS: Documents = {
  read: (_schema, body) => jsonInput(body),
  write: (schema, value) => jsonOf(schema, value),
  contentType: "application/json",
  bytesType: "application/json",
};

const xmlDocuments = (namespace: string): Documents => ({
  read: xmlInput,
  write: (schema, value) => {
    const document = unwrapped(schema, value) ?? xmlDocument(schema, value);
    const named = document.replace(/^<[^\s/>]+/, `$& xmlns="${namespace}"`);
    return `<?xml version="1.0" encoding="UTF-8"?>\n${named}`;
  },
  contentType: "application/xml",
  bytesType: "binary/octet-stream",
});

/** An answer whose only member has the document's own name is that member: GetBucketLocation's. */
function unwrapped(schema: OperationModel["output"], value: object): string | undefined {
  const { xmlName } = schema.getMergedTraits() as { xmlName?: string };
  const [[name, member] = [], more] = [...schema.structIterator()];
  if (more !== undefined || name !== xmlName || member?.isStringSchema() !== true) return undefined;
  return xmlContent(schema, value) || `<${name ?? ""}/>`;
}

/** What S3's clients sign for besides "s3", e.g. "s3express" and "s3-outposts". */
export const isS3 = (name: string): boolean => /^s3(express|-[a-z-]+)?$/.test(name);

const documentsOf = ({ name }: Pick<Service, "name">): Documents =>
  isS3(name) ? xmlDocuments(modelOf(name)?.xmlNamespace ?? "") : JSON_DOCUMENTS;

/** A request's input, by where the operation's schema binds each member: path, query, headers or body. */
export function restInput(
  service: Service,
  operation: OperationModel,
  labels: Readonly<Record<string, string>>,
  { query, headers, body }: RestRequest,
): object {
  const { inUrl, inHeaders, prefixed, payload, inBody } = boundTo(operation.input);
  const input: Record<string, unknown> = { ...labels };
  for (const { name, key, isList } of inUrl) {
    if (query.has(key)) input[name] = isList ? query.getAll(key) : query.get(key);
  }
  for (const { name, key, isList } of inHeaders) {
    const value = headers[key];
    if (value !== undefined) input[name] = isList ? value.split(/\s*,\s*/) : value;
  }
  for (const { name, key } of prefixed) {
    const found = Object.entries(headers).filter(([header]) => header.startsWith(key));
    if (found.length > 0)
      input[name] = Object.fromEntries(
        found.map(([header, text]) => [header.slice(key.length), text]),
      );
  }
  const { read } = documentsOf(service);
  if (payload !== undefined) {
    const { name, schema } = payload;
    if (schema.isBlobSchema()) input[name] = body;
    else if (schema.isStringSchema()) input[name] = body.toString("utf8");
    else if (body.length > 0) input[name] = read(schema, body);
  } else if (inBody.length > 0 && body.length > 0) {
    const document = read(operation.input, body) as Record<string, unknown>;
    for (const { name } of inBody) if (document[name] !== undefined) input[name] = document[name];
  }
  return input;
}

/** A REST service's answers; `request` decides what a client may be sent. */
export function restCodec(
  service: Pick<Service, "name">,
  request: Pick<RestRequest, "method" | "path">,
): Codec {
  const documents = documentsOf(service);
  const isBodiless = (status: number): boolean => request.method === "HEAD" || status === 304;
  return {
    success(output, operation, requestId) {
      const model = modelOf(service.name)?.operations.get(operation);
      if (model === undefined) throw new Error(`${service.name}:${operation} has no model`);
      const bindings = boundTo(model.output);
      const { contentType, body } = bodyOf(output, model, bindings, documents);
      return {
        status: statusIn(output, bindings) ?? model.http?.[2] ?? 200,
        headers: {
          ...requestIds(service.name, requestId),
          ...(contentType !== undefined && { "content-type": contentType }),
          ...headersOf(output, bindings),
        },
        body,
      };
    },
    failure(error, status, requestId) {
      const ids = requestIds(service.name, requestId);
      if (!isS3(service.name)) return jsonFailure(error, status, ids);
      const document =
        `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(error.code)}</Code>` +
        `<Message>${escapeXml(error.message)}</Message>${xmlFields(error.fields)}` +
        `<Resource>${escapeXml(request.path)}</Resource>` +
        `<RequestId>${escapeXml(requestId)}</RequestId></Error>`;
      // An answer to HEAD and a 304 have no body; their status is all that a client gets.
      return isBodiless(status)
        ? { status, headers: ids, body: "" }
        : { status, headers: { ...ids, "content-type": "application/xml" }, body: document };
    },
  };
}

function jsonFailure(error: AwsError, status: number, ids: Record<string, string>): Reply {
  const { message, fields } = error;
  const type = status < 500 ? "User" : "Service";
  const body = JSON.stringify(jsonValue({ Type: type, message, Message: message, ...fields }));
  const headers = { ...ids, "content-type": "application/json", ...errorHeaders(error, status) };
  return { status, headers, body };
}

function statusIn(output: object, { statusMember }: Bindings): number | undefined {
  const own = (output as { [statusKey]?: number })[statusKey];
  if (own !== undefined || statusMember === undefined) return own;
  return (output as Record<string, number | undefined>)[statusMember];
}

function headersOf(output: object, { inHeaders, prefixed }: Bindings): Record<string, string> {
  const members = output as Readonly<Record<string, unknown>>;
  const headers: Record<string, string> = {};
  for (const { name, key, schema } of inHeaders) {
    const value = members[name];
    if (value !== undefined && value !== null) headers[key] = textOf(value, schema);
  }
  for (const { name, key } of prefixed) {
    const values = (members[name] ?? {}) as Readonly<Record<string, string>>;
    for (const [suffix, value] of Object.entries(values)) headers[key + suffix] = value;
  }
  return headers;
}

function bodyOf(
  output: object,
  model: OperationModel,
  { payload, inBody }: Bindings,
  documents: Documents,
): { readonly contentType?: string; readonly body: string | Buffer } {
  if (payload !== undefined) {
    const value = (output as Readonly<Record<string, unknown>>)[payload.name];
    if (value === undefined) return { body: "" };
    if (payload.schema.isBlobSchema())
      return { contentType: documents.bytesType, body: bufferOf(bytesOf(value)) };
    if (payload.schema.isStringSchema())
      return { contentType: "application/json", body: value as string };
    const body = documents.write(payload.schema, value as object);
    return { contentType: documents.contentType, body };
  }
  if (inBody.length === 0 || model.http?.[2] === 204) return { body: "" };
  return { contentType: documents.contentType, body: documents.write(model.output, output) };
}

function requestIds(name: string, requestId: string): Record<string, string> {
  return isS3(name)
    ? { "x-amz-request-id": requestId, "x-amz-id-2": requestId }
    : { "x-amzn-requestid": requestId };
}

const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
