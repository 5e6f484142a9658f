import { XMLParser } from "fast-xml-parser";
import { bounds } from "../../../gateway/bounds";
import { escapeXml } from "../../../gateway/protocols/xml";
import { AwsError } from "../../../gateway/service";

type Scalar = string | number | boolean;

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** Lists whose items stand side by side in the parent, and their name in the SDK. */
const FLAT: Readonly<Record<string, string>> = {
  Rules: "Rule",
  Transitions: "Transition",
  NoncurrentVersionTransitions: "NoncurrentVersionTransition",
  Tags: "Tag",
  CORSRules: "CORSRule",
  AllowedHeaders: "AllowedHeader",
  AllowedMethods: "AllowedMethod",
  AllowedOrigins: "AllowedOrigin",
  ExposeHeaders: "ExposeHeader",
  Objects: "Object",
  Parts: "Part",
  Uploads: "Upload",
  Errors: "Error",
  Versions: "Version",
};

/** Lists within an element of their own. */
const WRAPPED: Readonly<Record<string, string>> = {
  TagSet: "Tag",
  Buckets: "Bucket",
  Grants: "Grant",
};

const MEMBER_OF = new Map(Object.entries(FLAT).map(([member, item]) => [item, member]));
const NUMBERS =
  /^(Days|NoncurrentDays|NewerNoncurrentVersions|DaysAfterInitiation|MaxAgeSeconds|PartNumber|ObjectSize(Greater|Less)Than)$/;
const BOOLEANS =
  /^(BlockPublicAcls|IgnorePublicAcls|BlockPublicPolicy|RestrictPublicBuckets|BucketKeyEnabled|ExpiredObjectDeleteMarker|Quiet)$/;

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false,
  // Its own decoding drops control characters, which keys may have.
  processEntities: false,
});

/** A request's document as the SDK's input shape: lists under their plural names. */
export function fromXml(body: Buffer): object {
  const document = parsed(body.toString());
  const root = Object.entries(document).find(([name]) => name !== "#text")?.[1];
  return typeof root === "object" && root !== null ? members(root) : {};
}

/** A document whose last tag closes its first: the parser itself takes anything. */
const WHOLE = /^\s*(?:<\?[^>]*\?>\s*)?<([\w:]+)[^>]*?(?:\/>|>[^]*<\/\1\s*>)\s*$/;

function parsed(text: string): Record<string, unknown> {
  if (!WHOLE.test(text) || !hasFewTags(text)) throw malformed();
  try {
    return parser.parse(text) as Record<string, unknown>;
  } catch {
    throw malformed();
  }
}

function hasFewTags(text: string): boolean {
  let tags = 0;
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at + 1)) tags += 1;
  return tags <= bounds.xmlTags;
}

function malformed(): AwsError {
  return new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

function members(element: object): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(element) as [string, unknown][]) {
    if (name === "#text") continue;
    const list = MEMBER_OF.get(name);
    if (list !== undefined) result[list] = [child].flat().map((item) => value(name, item));
    else if (WRAPPED[name] !== undefined) result[name] = wrapped(child, WRAPPED[name]);
    else result[name] = value(name, child);
  }
  return result;
}

function wrapped(element: unknown, item: string): unknown[] {
  if (typeof element !== "object" || element === null) return [];
  const items = (element as Record<string, unknown>)[item];
  return items === undefined ? [] : [items].flat().map((each) => value(item, each));
}

function value(name: string, child: unknown): unknown {
  if (typeof child === "object" && child !== null) return members(child);
  const text = decoded(String(child));
  if (NUMBERS.test(name)) return Number(text);
  if (BOOLEANS.test(name)) return text === "true";
  return text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (typeof name === "string") return ENTITIES[name] ?? whole;
    const codePoint = Number.parseInt(String(hex ?? decimal), hex === undefined ? 10 : 16);
    if (codePoint > 0x10ffff) throw malformed();
    return String.fromCodePoint(codePoint);
  });
}

/** An output as a document of the given name. */
export function toXml(root: string, output: object): string {
  const content = elements(output);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${content}</${root}>`;
}

function elements(output: object): string {
  return (Object.entries(output) as [string, unknown][])
    .map(([name, member]) => {
      if (!Array.isArray(member)) return element(name, member);
      const item = WRAPPED[name];
      if (item !== undefined) return `<${name}>${repeated(item, member)}</${name}>`;
      return repeated(FLAT[name] ?? name, member);
    })
    .join("");
}

function repeated(name: string, items: readonly unknown[]): string {
  return items.map((item) => element(name, item)).join("");
}

function element(name: string, member: unknown): string {
  if (member === undefined || member === null) return "";
  if (member instanceof Date) return `<${name}>${member.toISOString()}</${name}>`;
  const content = typeof member === "object" ? elements(member) : escapeXml(`${member as Scalar}`);
  return `<${name}>${content}</${name}>`;
}
