import { base64, dateOf } from "./values";

/** How a service's XML names what JSON leaves unnamed. */
export interface XmlStyle {
  /** A list's item element by the list's member name; `fallback` for all others. */
  readonly items: Readonly<Record<string, string>>;
  readonly fallback: string;
  /** Members that are maps, written as `<entry><key/><value/></entry>`. */
  readonly maps: ReadonlySet<string>;
}

/** An object's members as elements, in their order; null and undefined members are left out. */
export function xmlMembers(value: object, style: XmlStyle): string {
  return Object.entries(value)
    .map(([name, member]) => xmlElement(name, member, style))
    .join("");
}

export function xmlElement(name: string, value: unknown, style: XmlStyle): string {
  if (value === undefined || value === null) return "";
  return `<${name}>${xmlContent(name, value, style)}</${name}>`;
}

export function escapeXml(value: string): string {
  return value.replace(
    // eslint-disable-next-line no-control-regex -- control characters are what XML cannot hold as they are
    /[&<>"'\u0000-\u001f\u007f-\u009f]/g,
    (character) => ENTITIES[character] ?? `&#x${character.charCodeAt(0).toString(16)};`,
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "\n",
  "\t": "\t",
};

function xmlContent(name: string, value: unknown, style: XmlStyle): string {
  const date = dateOf(name, value);
  if (date !== undefined) return date.toISOString();
  if (value instanceof Uint8Array) return base64(value);
  if (Array.isArray(value)) {
    const item = style.items[name] ?? style.fallback;
    const date = (member: unknown): unknown => dateOf(name, member) ?? member;
    return value.map((member) => xmlElement(item, date(member), style)).join("");
  }
  if (typeof value === "object" && value !== null) {
    if (!style.maps.has(name)) return xmlMembers(value, style);
    return Object.entries(value)
      .map(([key, member]) => xmlElement("entry", { key, value: member as unknown }, style))
      .join("");
  }
  return escapeXml(String(value));
}
