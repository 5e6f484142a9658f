import { XmlShapeDeserializer, XmlShapeSerializer } from "@aws-sdk/core/protocols";
import { bounds } from "../bounds";
import { writerOf } from "../model/write";
import type { Schema } from "../model/schemas";
import { AwsError } from "../service";

/** Timestamps are written as ISO 8601 where a shape does not say otherwise. */
const SETTINGS = {
  timestampFormat: { useTrait: true, default: 5 },
  httpBindings: false,
  xmlNamespace: "",
  serviceNamespace: "",
} as const;

const writers = new WeakMap<object, (value: unknown) => unknown>();

/** An output's members as elements, without the element that holds them. */
export function xmlContent(schema: Schema, output: object): string {
  return /^<[^>]*>([^]*)<\/[^<]*>$/.exec(xmlDocument(schema, output))?.[1] ?? "";
}

/** An output as an element of its shape's name; control characters as XML can hold them. */
export function xmlDocument(schema: Schema, output: object): string {
  const source = schema.getSchema() as object;
  let write = writers.get(source);
  if (write === undefined) {
    write = writerOf(schema, { timestamp: (date) => date, blob: (bytes) => bytes });
    writers.set(source, write);
  }
  const serializer = new XmlShapeSerializer(SETTINGS);
  serializer.setSerdeContext({ base64Encoder } as never);
  serializer.write(schema, write(output));
  return escapeControls(String(serializer.flush()));
}

/** A request's document as its shape's members. */
export function xmlInput(schema: Schema, body: Buffer): unknown {
  const text = body.toString("utf8");
  if (!WHOLE.test(text) || !hasFewTags(text)) throw malformed();
  try {
    return new XmlShapeDeserializer(SETTINGS).read(schema, body);
  } catch {
    throw malformed();
  }
}

/** A document whose last tag closes its first: the parser itself takes anything. */
const WHOLE = /^\s*(?:<\?[^>]*\?>\s*)?<([\w:]+)[^>]*?(?:\/>|>[^]*<\/\1\s*>)\s*$/;

function hasFewTags(text: string): boolean {
  let tags = 0;
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at + 1)) tags += 1;
  return tags <= bounds.xmlTags;
}

export function malformed(): AwsError {
  return new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

/** An error's members, which are plain values, as elements. */
export function xmlFields(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      if (value === undefined || value === null) return "";
      const text = value instanceof Date ? value.toISOString() : `${value as string | number}`;
      return `<${name}>${escapeXml(text)}</${name}>`;
    })
    .join("");
}

export function escapeXml(value: string): string {
  return escapeControls(value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? ""));
}

function escapeControls(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- what XML cannot hold as it is
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g,
    (character) => `&#x${character.charCodeAt(0).toString(16)};`,
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function base64Encoder(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
