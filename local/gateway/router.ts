import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { authenticate, type KeyRing, type Signed } from "./authenticate";
import { authorizeAndRun } from "./authorize";
import type { Gate } from "./authorize";
import { bounds } from "./bounds";
import { readInput, type Notation } from "./model/read";
import { modelOf } from "./model/schemas";
import { checkRegion } from "./region";
import { AwsError } from "./service";
import type { RequestContext, RestRequest, RestResponse, RestTarget, Service } from "./service";
import type { Signature } from "./signature";
import { cbor11Codec, cborInput, rpcV2Codec } from "./protocols/cbor";
import { eventReply, eventStreamOf } from "./protocols/event-stream";
import { formInput } from "./protocols/form";
import { jsonCodec, jsonInput } from "./protocols/json";
import { queryCodec } from "./protocols/query";
import { notImplemented, statusOf, text, toAwsError } from "./protocols/reply";
import type { Codec, Reply } from "./protocols/reply";
import { isS3, restCodec, restInput } from "./protocols/rest";
import { findRoute } from "./protocols/rest-bindings";

const unzip = promisify(gunzip);

export interface Router extends Gate {
  readonly region: string;
  readonly services: readonly Service[];
  readonly keys: KeyRing;
  readonly pages: (path: string) => RestResponse | undefined;
  readonly onFault: (fault: unknown, where: string) => void;
}

/** One request as its protocol reads it, before it is known whether the service has it. */
interface Call {
  readonly service: Service | undefined;
  readonly serviceName: string;
  readonly operation: string;
  readonly codec: Codec;
  readonly notation: Notation;
  input(): object;
}

/** Finds the protocol, the service and the operation, and answers in that protocol's form. */
export async function route(
  router: Router,
  packed: RestRequest,
  signed: Signed,
  unauthenticated: Omit<RequestContext, "principal">,
): Promise<Reply> {
  const { signature } = signed;
  const serviceName = signature?.service ?? "";
  let request = packed;
  let codec = targetCall(router, packed)?.codec ?? restCodec({ name: serviceName }, packed);
  let where = `${serviceName} ${request.method} ${request.path}`;
  try {
    request = isS3(serviceName) ? packed : await unpacked(packed);
    const call =
      rpcV2Call(router, request) ??
      targetCall(router, request) ??
      queryCall(router, request, signature) ??
      (await restCall(router, request, signature));
    if (call === undefined) {
      if (signature === undefined) return unsigned(router, request);
      throw notImplemented(`The service "${serviceName}"`, "NotImplemented");
    }
    if ("status" in call) return call;
    ({ codec } = call);
    where = `${call.serviceName}:${call.operation}`;
    const { service, operation, notation } = call;
    if (service?.operations[operation] === undefined) throw notImplemented(where);
    const isForm = notation === "text";
    checkRegion(signature, router.region, isForm);
    const context = { ...unauthenticated, principal: authenticate(router.keys, signed, isForm) };
    const input = readInput(service, operation, call.input(), notation);
    const output = await authorizeAndRun(service, operation, input, context, router);
    const events = eventStreamOf(service.name, operation);
    if (events === undefined) return codec.success(output, operation, context.requestId);
    return eventReply(events, output, codec, context.requestId, (fault) => {
      router.onFault(fault, where);
    });
  } catch (fault) {
    const error = toAwsError(fault);
    if (fault !== error) router.onFault(fault, where);
    const [owner = serviceName] = where.split(":");
    return codec.failure(error, statusOf(error, owner), unauthenticated.requestId);
  }
}

function rpcV2Call({ services }: Router, { path, body }: RestRequest): Call | undefined {
  const match = /^\/service\/([^/]+)\/operation\/([^/]+)\/?$/.exec(path);
  if (match === null) return undefined;
  const [, target = "", operation = ""] = match;
  const service = services.find(({ targetPrefix }) => targetPrefix === target);
  const serviceName = service?.name ?? target;
  const input = () => cborInput(body);
  return {
    service,
    serviceName,
    operation,
    codec: rpcV2Codec(serviceName),
    notation: "typed",
    input,
  };
}

function targetCall({ services }: Router, { headers, body }: RestRequest): Call | undefined {
  const target = headers["x-amz-target"];
  if (target === undefined) return undefined;
  const dot = target.lastIndexOf(".");
  const prefix = target.slice(0, Math.max(dot, 0));
  const service = services.find(({ targetPrefix }) => targetPrefix === prefix);
  const serviceName = service?.name ?? prefix;
  const named = {
    service,
    serviceName,
    operation: target.slice(dot + 1),
    notation: "typed",
  } as const;
  const contentType = headers["content-type"] ?? "";
  if (contentType.startsWith("application/x-amz-cbor-1.1")) {
    return { ...named, codec: cbor11Codec(serviceName), input: () => cborInput(body) };
  }
  const version = contentType.endsWith("1.0") ? "1.0" : "1.1";
  const codec = jsonCodec(service ?? { name: serviceName }, version);
  return { ...named, codec, input: () => jsonInput(body) };
}

/** Form-encoded requests: the body of a POST, or a presigned GET's own query. */
function queryCall(
  { services }: Router,
  request: RestRequest,
  signature: Signature | undefined,
): Call | undefined {
  const isForm =
    request.method === "POST" &&
    request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  const parameters = isForm ? new URLSearchParams(request.body.toString("utf8")) : request.query;
  const operation = parameters.get("Action");
  if (operation === null || !parameters.has("Version")) return undefined;
  const service = services.find(({ name, operations }) =>
    signature === undefined ? operations[operation] !== undefined : name === signature.service,
  );
  const serviceName = signature?.service ?? service?.name ?? "";
  const input = () => ({
    ...service?.locate?.(request).labels,
    ...formInput(parameters, modelOf(serviceName)?.operations.get(operation)?.input),
  });
  return {
    service,
    serviceName,
    operation,
    codec: queryCodec(serviceName),
    notation: "text",
    input,
  };
}

/** By the signature's scope; unsigned, by what only one service's requests look like. */
async function restCall(
  { services }: Router,
  request: RestRequest,
  signature: Signature | undefined,
): Promise<Call | Reply | undefined> {
  const service = services.find(({ name }) => name === (signature?.service ?? guessed(request)));
  if (service === undefined) return undefined;
  const page = request.method === "GET" ? await service.page?.(request) : undefined;
  if (page !== undefined) return replyOf(page);
  const target: RestTarget = service.locate?.(request) ?? { path: request.path, labels: {} };
  const found = findRoute(service, request, target);
  const codec = restCodec(service, request);
  const named = { service, serviceName: service.name, codec, notation: "rest" } as const;
  if (found === undefined) {
    if (signature === undefined) return undefined;
    return { ...named, operation: `${request.method} ${request.path}`, input: () => ({}) };
  }
  const { operation, labels } = found;
  const input = () => restInput(service, operation, labels, request);
  return { ...named, operation: operation.name, input };
}

function guessed({ path, headers }: RestRequest): string | undefined {
  if (/^[^.]+\..*localhost(:\d+)?$/.test(headers["host"] ?? "")) return "s3";
  return /^\/20\d\d-\d\d-\d\d\//.test(path) ? "lambda" : undefined;
}

/** Clients compress requests of any service; an S3 object's encoding is the object's own. */
async function unpacked(request: RestRequest): Promise<RestRequest> {
  if (request.headers["content-encoding"] !== "gzip") return request;
  try {
    return { ...request, body: await unzip(request.body, { maxOutputLength: bounds.unzipped }) };
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid gzip.");
  }
}

const HINT =
  "This is the local cloud: AWS's API for the pipelines on this machine.\n" +
  "Set AWS_ENDPOINT_URL to this address and use any AWS SDK or the AWS CLI, with any key.";

function unsigned({ pages }: Router, { method, path }: RestRequest): Reply {
  const page = method === "GET" || method === "HEAD" ? pages(path) : undefined;
  return page === undefined ? text(400, HINT) : replyOf(page);
}

const replyOf = ({ status, headers = {}, body = "" }: RestResponse): Reply => ({
  status,
  headers,
  body,
});
