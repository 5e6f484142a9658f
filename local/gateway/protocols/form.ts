import { bounds } from "../bounds";
import { AwsError } from "../service";

interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

/**
 * The query protocol's flat parameters as nested values: `member.N` and numbered lists as arrays,
 * `entry.N.key/value` (also Name/Value) as maps. Every scalar is a string, an empty list "".
 */
export function formInput(parameters: URLSearchParams): Record<string, unknown> {
  const root: Node = { children: new Map() };
  if (parameters.size > bounds.formParameters) {
    throw new AwsError("MalformedQueryString", "The request has too many parameters.");
  }
  for (const [path, value] of parameters) {
    if (path === "Action" || path === "Version" || path.startsWith("X-Amz-")) continue;
    insert(root, path.split("."), value);
  }
  return members(root, true);
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

function members(node: Node, top = false): Record<string, unknown> {
  return Object.fromEntries([...node.children].map(([name, child]) => [name, valueOf(child, top)]));
}

function valueOf(node: Node, ofTop: boolean): unknown {
  if (node.children.size === 0) return node.value ?? "";
  const names = [...node.children.keys()];
  if (names.every((name) => /^\d+$/.test(name))) {
    const order = names.sort((left, right) => Number(left) - Number(right));
    return order.map((name) => valueOf(node.children.get(name) as Node, false));
  }
  // Each child's value is made once: twice a level would double with every level of a request.
  const values = members(node);
  const only = names.length === 1 ? names[0] : undefined;
  const inner = only === undefined ? undefined : values[only];
  if (only === "entry" && Array.isArray(inner)) return mapOf(inner);
  // A list's items may bear another name than `member`: Tags.Tag.1, VpcSecurityGroupIds.….1.
  if (only === "member" || (ofTop && Array.isArray(inner))) return inner === "" ? [] : inner;
  return values;
}

function mapOf(entries: readonly unknown[]): Record<string, unknown> {
  const pairs = entries.map((entry) => {
    const { key, Name, value, Value } = entry as Record<string, unknown>;
    return [String(key ?? Name), value ?? Value] as const;
  });
  return Object.fromEntries(pairs);
}
