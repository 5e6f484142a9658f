import { AwsError } from "./service";
import type { CloudClient, Principal, RestRequest } from "./service";
import { eventStreamOf } from "./protocols/event-stream";
import { notImplemented, toAwsError } from "./protocols/reply";
import type { Reply } from "./protocols/reply";
import { pack, unpack } from "./transfer";

/** What `POST /_local/call` takes; bytes and dates as `transfer` packs them, or base64 and seconds. */
export interface LocalCall {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  readonly as?: Principal;
}

/** An error of the local API: the AWS error's own members. */
export interface LocalError {
  readonly code: string;
  readonly message: string;
  readonly statusCode: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a control is asked. */
export interface LocalRequest {
  /** A POST's JSON object; empty otherwise. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What the path ends with, e.g. the name in `/_local/snapshots/NAME`. */
  readonly name: string;
}

/** Controls by method and path, e.g. "GET clock", or "DELETE snapshots/*" for names. */
export type LocalRoutes = Readonly<
  Record<string, (request: LocalRequest) => object | Promise<object>>
>;

/** The gateway's own API, for developers and the product's other processes; undefined for any other path. */
export async function localApi(
  request: RestRequest,
  client: CloudClient,
  routes: LocalRoutes,
  onFault: (fault: unknown, where: string) => void,
): Promise<Reply | undefined> {
  if (!request.path.startsWith("/_local/")) return undefined;
  if (request.path === "/_local/health" && request.method === "GET") {
    return json(200, { status: "ok", region: client.region, accountId: client.accountId });
  }
  try {
    const control = controlOf(request, routes);
    if (control !== undefined) return json(200, await control());
    if (request.path !== "/_local/call" || request.method !== "POST") {
      throw new AwsError("NotFound", `There is no ${request.method} ${request.path}.`, 404);
    }
    const { service, operation, input, as } = callOf(request);
    if (eventStreamOf(service, operation) !== undefined) {
      throw notImplemented(`${service}:${operation} here: its answer is a stream of events`);
    }
    return json(200, await client.request(service, operation, input, as));
  } catch (fault) {
    const error = toAwsError(fault);
    if (fault !== error) onFault(fault, request.path);
    const { code, message, statusCode = 400, fields } = error;
    return json(statusCode, { code, message, statusCode, fields } satisfies LocalError);
  }
}

function controlOf(
  request: RestRequest,
  routes: LocalRoutes,
): (() => object | Promise<object>) | undefined {
  const { method, path } = request;
  const [what = "", name = "", ...more] = path.slice("/_local/".length).split("/");
  const key = `${method} ${name === "" ? what : `${what}/*`}`;
  const run = more.length === 0 && Object.hasOwn(routes, key) ? routes[key] : undefined;
  if (run === undefined) return undefined;
  return () => run({ body: method === "POST" ? objectOf(request) : {}, name });
}

/** What a POST holds. A page of another site can send text/plain without asking first, but not this. */
function objectOf({ headers, body }: RestRequest): Readonly<Record<string, unknown>> {
  requireJson(headers);
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid JSON.");
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new AwsError("SerializationException", "The request body must be a JSON object.");
}

function requireJson(headers: RestRequest["headers"]): void {
  if (headers["content-type"]?.startsWith("application/json") === true) return;
  throw new AwsError("UnsupportedMediaType", "The content type must be application/json.", 415);
}

function callOf({ headers, body }: RestRequest): LocalCall {
  requireJson(headers);
  let call: Partial<LocalCall>;
  try {
    call = unpack(body.toString("utf8")) as Partial<LocalCall>;
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid JSON.");
  }
  const { service, operation, input = {}, as } = call;
  if (typeof service !== "string" || typeof operation !== "string") {
    throw new AwsError("SerializationException", "Expected {service, operation, input}.");
  }
  return as === undefined ? { service, operation, input } : { service, operation, input, as };
}

function json(status: number, value: unknown): Reply {
  return { status, headers: { "content-type": "application/json" }, body: pack(value) };
}
