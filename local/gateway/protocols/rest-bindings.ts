import { modelOf, requiredMembers, type OperationModel, type Schema } from "../model/schemas";
import { dateOf } from "../model/write";
import { AwsError, type RestRequest, type RestTarget, type Service } from "../service";

/** A member that does not stand in the body, and its key there. */
interface Bound {
  readonly name: string;
  readonly key: string;
  readonly schema: Schema;
  readonly isList: boolean;
}

/** Where the members of an input or an output stand in HTTP. */
export interface Bindings {
  readonly inUrl: readonly Bound[];
  readonly inHeaders: readonly Bound[];
  /** Maps whose entries are headers with a prefix. */
  readonly prefixed: readonly Bound[];
  readonly payload?: { readonly name: string; readonly schema: Schema };
  readonly inBody: readonly { readonly name: string }[];
  /** The output's member that is the status. */
  readonly statusMember?: string;
}

interface HttpTraits {
  readonly httpLabel?: 1;
  readonly httpQuery?: string;
  readonly httpHeader?: string;
  readonly httpPrefixHeaders?: string;
  readonly httpPayload?: 1;
  readonly httpResponseCode?: 1;
}

/** An operation without input or output has the same shape, which is no object. */
const known = new Map<unknown, Bindings>();

/** Source: https://smithy.io/2.0/spec/http-bindings.html */
export function boundTo(shape: Schema): Bindings {
  const source: unknown = shape.getSchema();
  const found = known.get(source);
  if (found !== undefined) return found;
  const inUrl: Bound[] = [];
  const inHeaders: Bound[] = [];
  const prefixed: Bound[] = [];
  const inBody: { name: string }[] = [];
  let payload: Bindings["payload"];
  let statusMember: string | undefined;
  for (const [name, schema] of shape.isStructSchema() ? shape.structIterator() : []) {
    const traits = schema.getMergedTraits() as HttpTraits;
    const bound = (key: string): Bound => ({ name, key, schema, isList: schema.isListSchema() });
    if (traits.httpQuery !== undefined) inUrl.push(bound(traits.httpQuery));
    else if (traits.httpHeader !== undefined)
      inHeaders.push(bound(traits.httpHeader.toLowerCase()));
    else if (traits.httpPrefixHeaders !== undefined) prefixed.push(bound(traits.httpPrefixHeaders));
    else if (traits.httpPayload !== undefined) payload = { name, schema };
    else if (traits.httpResponseCode !== undefined) statusMember = name;
    else if (traits.httpLabel === undefined) inBody.push({ name });
  }
  const bindings = {
    inUrl,
    inHeaders,
    prefixed,
    inBody,
    ...(payload && { payload }),
    ...(statusMember !== undefined && { statusMember }),
  };
  known.set(source, bindings);
  return bindings;
}

/** A header's text of a member of an output. */
export function textOf(value: unknown, schema: Schema): string {
  if (schema.isTimestampSchema()) {
    // 5 asks for ISO 8601; a header's timestamp is an HTTP date by default.
    const date = dateOf(value);
    const format: unknown = schema.getSchema();
    return format === 5 ? date.toISOString() : date.toUTCString();
  }
  return Array.isArray(value) ? value.join(", ") : String(value);
}

interface Route {
  readonly operation: OperationModel;
  readonly method: string;
  readonly path: RegExp;
  readonly labels: readonly string[];
  /** Labels that the request's host or bucket gives. */
  readonly outside: readonly string[];
  readonly query: readonly (readonly [name: string, value: string | undefined])[];
  readonly id: string | undefined;
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
}

const routes = new Map<string, readonly Route[]>();

/**
 * The operation that a request asks for, and the members that its path names; of two that look the same,
 * the one that the service has.
 */
export function findRoute(
  { name: serviceName, operations }: Pick<Service, "name" | "operations">,
  request: RestRequest,
  { path, labels }: RestTarget,
): { readonly operation: OperationModel; readonly labels: Record<string, string> } | undefined {
  let all = routes.get(serviceName);
  if (all === undefined) {
    all = routesOf(serviceName);
    routes.set(serviceName, all);
  }
  const matching = all.filter(
    (route) =>
      route.method === request.method && route.path.test(path) && matches(route, request, labels),
  );
  const [first] = matching;
  if (first === undefined) return undefined;
  const { operation, ...route } =
    matching.find(
      (each) => weight(each) === weight(first) && operations[each.operation.name] !== undefined,
    ) ?? first;
  const match: readonly string[] = route.path.exec(path) ?? [];
  const found: Record<string, string> = { ...labels };
  for (const [index, name] of route.labels.entries()) found[name] = decoded(match[index + 1] ?? "");
  return { operation, labels: found };
}

export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI.");
  }
}

function matches(
  { query, id, requiredQuery, requiredHeaders, outside }: Route,
  request: RestRequest,
  labels: Readonly<Record<string, string>>,
): boolean {
  const asked = request.query.get("x-id");
  return (
    (asked === null || id === undefined || asked === id) &&
    outside.length === Object.keys(labels).length &&
    query.every(([name, value]) =>
      value === undefined ? request.query.has(name) : request.query.get(name) === value,
    ) &&
    requiredQuery.every((name) => request.query.has(name)) &&
    requiredHeaders.every((name) => request.headers[name] !== undefined)
  );
}

/** Those that ask for more come first: of two that match, the more particular is meant. */
function routesOf(serviceName: string): readonly Route[] {
  const operations = [...(modelOf(serviceName)?.operations.values() ?? [])];
  return operations
    .flatMap((operation) => (operation.http === undefined ? [] : [routeOf(operation)]))
    .sort((left, right) => weight(right) - weight(left));
}

const weight = ({ query, requiredQuery, requiredHeaders, labels, path }: Route): number =>
  100 * (query.length + requiredQuery.length + requiredHeaders.length) +
  path.source.split("\\/").length -
  labels.length / 10;

function routeOf(operation: OperationModel): Route {
  const [method, uri] = operation.http ?? ["", "", 0];
  const [path = "", search = ""] = uri.split("?");
  const labels: string[] = [];
  const source = path
    .replace(/\/$/, "")
    .replace(/\{(\w+)(\+?)\}|[^{]+/g, (part, name: string | undefined, greedy: string) => {
      if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      labels.push(name);
      return greedy === "+" ? "(.+)" : "([^/]+)";
    });
  const literals = search === "" ? [] : search.split("&").map((pair) => pair.split("="));
  const required = new Set(requiredMembers(operation.input));
  const { inUrl, inHeaders } = boundTo(operation.input);
  const isLabel = (schema: Schema): boolean =>
    (schema.getMergedTraits() as HttpTraits).httpLabel === 1;
  const all = operation.input.isStructSchema() ? [...operation.input.structIterator()] : [];
  const needed = (bound: readonly Bound[]) =>
    bound.filter(({ name }) => required.has(name)).map(({ key }) => key);
  return {
    operation,
    method,
    path: new RegExp(`^${source}/?$`),
    labels,
    outside: all
      .filter(([name, schema]) => isLabel(schema) && !labels.includes(name))
      .map(([name]) => name),
    query: literals
      .filter(([name]) => name !== "x-id")
      .map(([name = "", value]) => [name, value] as const),
    id: literals.find(([name]) => name === "x-id")?.[1],
    requiredQuery: needed(inUrl),
    requiredHeaders: needed(inHeaders),
  };
}
