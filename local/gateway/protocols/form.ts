import { bounds } from "../bounds";
import type { Schema } from "../model/schemas";
import { AwsError } from "../service";

interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

/**
 * The flat parameters of the query protocol, or of EC2's variant of it, as an input's schema nests them;
 * every scalar is text. What the schema does not know is left out, so is everything without one.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function formInput(parameters: URLSearchParams, schema?: Schema): Record<string, unknown> {
  if (parameters.size > bounds.formParameters) {
    throw new AwsError("MalformedQueryString", "The request has too many parameters.");
  }
  const root: Node = { children: new Map() };
  for (const [path, value] of parameters) insert(root, path.split("."), value);
  return schema?.isStructSchema() === true ? structure(schema, root) : {};
}

function insert(root: Node, path: readonly string[], value: string): void {
  if (path.length > bounds.formDepth) {
    throw new AwsError("MalformedQueryString", "A parameter is nested too deeply.");
  }
  let node = root;
  for (const name of path) {
    let child = node.children.get(name);
    if (child === undefined) {
      child = { children: new Map() };
      node.children.set(name, child);
    }
    node = child;
  }
  node.value = value;
}

function valueOf(schema: Schema, node: Node): unknown {
  const isEmpty = node.children.size === 0;
  if (schema.isListSchema()) return isEmpty ? node.value || [] : list(schema, node);
  if (schema.isMapSchema()) return isEmpty ? node.value || {} : map(schema, node);
  if (schema.isStructSchema()) return isEmpty ? node.value || {} : structure(schema, node);
  return node.value ?? "";
}

function structure(schema: Schema, node: Node): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const child = childOf(node, namesOf(member, name));
    if (child !== undefined) input[name] = valueOf(member, child);
  }
  return input;
}

function list(schema: Schema, node: Node): unknown[] {
  const item = schema.getValueSchema();
  return numbered(childOf(node, namesOf(item, "member")) ?? node).map((each) =>
    valueOf(item, each),
  );
}

function map(schema: Schema, node: Node): Record<string, unknown> {
  const [key, value] = [schema.getKeySchema(), schema.getValueSchema()];
  const pairs = numbered(node.children.get("entry") ?? node).map((entry) => {
    const held = childOf(entry, namesOf(value, "value"));
    const name = childOf(entry, namesOf(key, "key"))?.value ?? "";
    return [name, held === undefined ? undefined : valueOf(value, held)] as const;
  });
  return Object.fromEntries(pairs);
}

/** What a member is called in a request: by EC2 and others with a capital, by others as it is. */
function namesOf(schema: Schema, name: string): readonly string[] {
  const { ec2QueryName, xmlName } = schema.getMergedTraits() as {
    ec2QueryName?: string;
    xmlName?: string;
  };
  const plain = xmlName ?? name;
  const capital = plain.charAt(0).toUpperCase() + plain.slice(1);
  return ec2QueryName === undefined ? [plain, capital, name] : [ec2QueryName, capital, name];
}

function childOf({ children }: Node, names: readonly string[]): Node | undefined {
  for (const name of names) {
    const child = children.get(name);
    if (child !== undefined) return child;
  }
  return undefined;
}

/** A list's items in the order of their numbers; some clients give the list's items another name. */
function numbered({ children }: Node): readonly Node[] {
  const names = [...children.keys()];
  if (names.every((name) => /^\d+$/.test(name))) {
    return names
      .sort((left, right) => Number(left) - Number(right))
      .map((name) => children.get(name) as Node);
  }
  const [only] = children.values();
  return children.size === 1 && only !== undefined ? numbered(only) : [];
}
