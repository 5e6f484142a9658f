import { Encoder } from "cbor-x";
import type { OperationModel, Schema, ServiceModel } from "../local/gateway/model/schemas";
import { boundTo } from "../local/gateway/protocols/rest-bindings";
import { escapeXml } from "../local/gateway/protocols/xml";

export interface Wire {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type Protocol = "json" | "cbor" | "rpcv2" | "query" | "rest-json" | "rest-xml";

const QUERY = new Set(["sns", "iam", "sts", "redshift", "ec2"]);

/** The protocols in which a service's clients, of any age and language, may call it. */
export function protocolsOf(service: string, model: ServiceModel): readonly Protocol[] {
  if (service === "s3") return ["rest-xml"];
  if (service === "lambda") return ["rest-json"];
  if (QUERY.has(service)) return ["query"];
  if (service === "sqs") return ["json", "query"];
  if (service === "monitoring") return ["json", "rpcv2", "query"];
  return model.target.startsWith("Kinesis") ? ["json", "cbor", "rpcv2"] : ["json"];
}

const encoder = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false });

/** A request as a client would write it, had it been given such an input. */
export function wireOf(
  service: string,
  { target }: ServiceModel,
  operation: OperationModel,
  protocol: Protocol,
  input: object,
): Wire {
  const authorization = `AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const post = (headers: Record<string, string>, body: string | Buffer, path = "/"): Wire => ({
    method: "POST",
    path,
    headers: { authorization, ...headers },
    body: Buffer.from(body),
  });
  const named = { "x-amz-target": `${target}.${operation.name}` };
  switch (protocol) {
    case "json":
      return post(
        { "content-type": "application/x-amz-json-1.1", ...named },
        JSON.stringify(input),
      );
    case "cbor":
      return post(
        { "content-type": "application/x-amz-cbor-1.1", ...named },
        encoder.encode(bytesIn(operation.input, input)),
      );
    case "rpcv2":
      return post(
        { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
        encoder.encode(bytesIn(operation.input, input)),
        `/service/${target}/operation/${operation.name}`,
      );
    case "query": {
      const form = new URLSearchParams({ Action: operation.name, Version: "2010-03-31" });
      flatten(operation.input, input, "", form, service === "ec2");
      return post({ "content-type": "application/x-www-form-urlencoded" }, form.toString());
    }
    default:
      return rest(operation, protocol, input as Record<string, unknown>, authorization);
  }
}

/** Base64 text as bytes, where the shape has a blob. */
function bytesIn(schema: Schema, value: unknown): unknown {
  if (typeof value === "string" && schema.isBlobSchema()) return Buffer.from(value, "base64");
  if (Array.isArray(value) && schema.isListSchema())
    return value.map((item: unknown) => bytesIn(schema.getValueSchema(), item));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const members = membersOf(schema);
  const inside = (name: string): Schema | undefined =>
    schema.isMapSchema()
      ? schema.getValueSchema()
      : Object.hasOwn(members, name)
        ? members[name]
        : undefined;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const shape = inside(name);
      return [name, shape === undefined ? each : bytesIn(shape, each)];
    }),
  );
}

const membersOf = (schema: Schema | undefined): Readonly<Record<string, Schema>> =>
  schema?.isStructSchema() === true ? Object.fromEntries(schema.structIterator()) : {};

function flatten(
  schema: Schema | undefined,
  value: unknown,
  prefix: string,
  form: URLSearchParams,
  isEc2: boolean,
): void {
  const join = (name: string): string => (prefix === "" ? name : `${prefix}.${name}`);
  if (value === null || value === undefined) return;
  const { xmlFlattened } = (schema?.getMergedTraits() ?? {}) as { xmlFlattened?: number };
  const isFlat = isEc2 || xmlFlattened !== undefined;
  if (Array.isArray(value)) {
    const item = schema?.isListSchema() === true ? schema.getValueSchema() : undefined;
    const { xmlName = "member" } = (item?.getMergedTraits() ?? {}) as { xmlName?: string };
    for (const [index, each] of (value as unknown[]).entries())
      flatten(item, each, join(isFlat ? `${index + 1}` : `${xmlName}.${index + 1}`), form, isEc2);
    if (value.length === 0) form.append(prefix, "");
  } else if (typeof value === "object") {
    for (const [index, [name, each]] of (Object.entries(value) as [string, unknown][]).entries()) {
      if (schema?.isMapSchema() === true) {
        const entry = join(isFlat ? `${index + 1}` : `entry.${index + 1}`);
        form.append(`${entry}.key`, name);
        flatten(schema.getValueSchema(), each, `${entry}.value`, form, isEc2);
      } else {
        const members = membersOf(schema);
        const member = Object.hasOwn(members, name) ? members[name] : undefined;
        const { ec2QueryName, xmlName } = (member?.getMergedTraits() ?? {}) as Record<
          string,
          string
        >;
        const shown = isEc2 ? (ec2QueryName ?? capital(xmlName ?? name)) : (xmlName ?? name);
        flatten(member, each, join(shown), form, isEc2);
      }
    }
  } else form.append(prefix, `${value as string | number | boolean}`);
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function rest(
  operation: OperationModel,
  protocol: Protocol,
  input: Record<string, unknown>,
  authorization: string,
): Wire {
  const [method, uri] = operation.http ?? ["GET", "/"];
  const { inUrl, inHeaders, prefixed, payload, inBody } = boundTo(operation.input);
  const textOf = (value: unknown): string =>
    typeof value === "object" ? JSON.stringify(value) : `${value as string | number}`;
  const [path = "", search = ""] = uri.split("?");
  const label = (name: string): string => encodeURIComponent(wellFormed(textOf(input[name] ?? "")));
  const bucket = protocol === "rest-xml" && "Bucket" in input ? `/${label("Bucket")}` : "";
  const filled = path.replace(/\{(\w+)\+?\}/g, (_, name: string) => label(name));
  const query = new URLSearchParams(search);
  for (const { name, key } of inUrl)
    for (const each of name in input ? [input[name]].flat() : []) query.append(key, textOf(each));
  const headers: Record<string, string> = { authorization };
  const header = (key: string, value: unknown): void => {
    // What HTTP itself cannot carry never comes to the gateway.
    if (/^[\w-]+$/.test(key)) headers[key] = textOf(value).replace(/[^\x20-\x7e]/g, "?");
  };
  for (const { name, key } of inHeaders)
    if (name in input && !/^(content-length|expect)$/.test(key)) header(key, input[name]);
  for (const { name, key } of prefixed)
    for (const [suffix, value] of Object.entries(input[name] ?? {})) header(key + suffix, value);
  const document = payload === undefined ? pick(input, inBody) : input[payload.name];
  const body = bodyOf(protocol, document, payload?.schema);
  const suffix = query.size > 0 ? `?${query.toString()}` : "";
  return { method, path: `${bucket}${filled}${suffix}`, headers, body };
}

const wellFormed = (text: string): string => Buffer.from(text).toString("utf8");

const pick = (input: Record<string, unknown>, members: readonly { readonly name: string }[]) =>
  Object.fromEntries(
    members.filter(({ name }) => name in input).map(({ name }) => [name, input[name]]),
  );

function bodyOf(protocol: Protocol, document: unknown, schema: Schema | undefined): Buffer {
  if (document === undefined) return Buffer.alloc(0);
  if (typeof document === "string")
    return Buffer.from(document, schema?.isBlobSchema() === true ? "base64" : "utf8");
  if (protocol === "rest-json") return Buffer.from(JSON.stringify(document));
  return Buffer.from(`<Document>${elements(document)}</Document>`);
}

function elements(value: unknown): string {
  if (typeof value !== "object" || value === null) return escapeXml(`${value as string | number}`);
  return (Object.entries(value) as [string, unknown][])
    .filter(([name]) => /^[A-Za-z]\w*$/.test(name))
    .map(([name, member]) =>
      Array.isArray(member)
        ? member
            .map(
              (each) => `<${name.replace(/s$/, "")}>${elements(each)}</${name.replace(/s$/, "")}>`,
            )
            .join("")
        : `<${name}>${elements(member)}</${name}>`,
    )
    .join("");
}
