import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { authorizeAndRun } from "./authorize";
import type { Authorizer } from "./authorize";
import { bounds } from "./bounds";
import { AwsError } from "./service";
import { checkInput, type Notation } from "./model/check";
import type { RequestContext, RestRequest, RestResponse, Service } from "./service";
import type { Signature } from "./signature";
import { cbor11Codec, cborInput, rpcV2Codec } from "./protocols/cbor";
import { formInput } from "./protocols/form";
import { jsonCodec, jsonInput } from "./protocols/json";
import { queryCodec } from "./protocols/query";
import { notImplemented, text, toAwsError } from "./protocols/reply";
import type { Codec, Reply } from "./protocols/reply";
import { restFailure, restReply } from "./protocols/rest";

const unzip = promisify(gunzip);

export interface Router {
  readonly services: readonly Service[];
  readonly authorize: Authorizer;
  readonly pages: (path: string) => RestResponse | undefined;
  readonly onFault: (fault: unknown, where: string) => void;
}

/** One request as its protocol reads it, before it is known whether the service has it. */
interface Call {
  readonly service: Service | undefined;
  readonly serviceName: string;
  readonly operation: string;
  readonly codec: Codec;
  readonly input: (body: Buffer) => object;
  readonly notation?: Notation;
}

/** Finds the protocol, the service and the operation, and answers in that protocol's form. */
export async function route(
  router: Router,
  request: RestRequest,
  signature: Signature | undefined,
  context: RequestContext,
): Promise<Reply> {
  const call =
    rpcV2Call(router, request) ??
    targetCall(router, request) ??
    queryCall(router, request, signature);
  if (call !== undefined) return answer(router, call, request, context);
  const service = restService(router, request, signature);
  if (service !== undefined) return answerRest(router, service, request, context);
  if (signature !== undefined) {
    const error = notImplemented(`The service "${signature.service}"`, "NotImplemented");
    return restFailure({ name: signature.service }, error, request, context.requestId);
  }
  return unsigned(router, request);
}

function rpcV2Call({ services }: Router, { path }: RestRequest): Call | undefined {
  const match = /^\/service\/([^/]+)\/operation\/([^/]+)\/?$/.exec(path);
  if (match === null) return undefined;
  const [, serviceName = "", operation = ""] = match;
  const service = services.find(({ targetPrefix }) => targetPrefix === serviceName);
  return { service, serviceName, operation, codec: rpcV2Codec, input: cborInput };
}

function targetCall({ services }: Router, { headers }: RestRequest): Call | undefined {
  const target = headers["x-amz-target"];
  if (target === undefined) return undefined;
  const dot = target.lastIndexOf(".");
  const serviceName = target.slice(0, Math.max(dot, 0));
  const service = services.find(({ targetPrefix }) => targetPrefix === serviceName);
  const contentType = headers["content-type"] ?? "";
  const named = { service, serviceName, operation: target.slice(dot + 1) };
  if (contentType.startsWith("application/x-amz-cbor-1.1")) {
    return { ...named, codec: cbor11Codec, input: cborInput };
  }
  const version = contentType.endsWith("1.0") ? "1.0" : (service?.jsonVersion ?? "1.1");
  return { ...named, codec: jsonCodec(version), input: jsonInput };
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
  const version = parameters.get("Version");
  if (operation === null || version === null) return undefined;
  const service = services.find(({ name, xmlNamespace }) =>
    signature === undefined ? xmlNamespace?.includes(version) === true : name === signature.service,
  );
  if (service !== undefined && service.xmlNamespace === undefined) return undefined;
  const serviceName = signature?.service ?? `API of ${version}`;
  const codec = queryCodec(service ?? { ec2: serviceName === "ec2" });
  const input = () => formInput(parameters);
  return { service, serviceName, operation, codec, input, notation: "text" };
}

async function answer(
  router: Router,
  { service, serviceName, operation, codec, input, notation }: Call,
  request: RestRequest,
  context: RequestContext,
): Promise<Reply> {
  try {
    if (service === undefined) throw notImplemented(`${serviceName}:${operation}`);
    const given = input(await plainBody(request));
    if (Object.hasOwn(service.operations, operation)) {
      checkInput(service.name, operation, given, notation);
    }
    const output = await authorizeAndRun(service, operation, given, context, router.authorize);
    return codec.success(output, operation, context.requestId);
  } catch (fault) {
    const error = toAwsError(fault);
    if (fault !== error) router.onFault(fault, `${serviceName}:${operation}`);
    return codec.failure(error, context.requestId);
  }
}

async function answerRest(
  router: Router,
  service: Service,
  request: RestRequest,
  context: RequestContext,
): Promise<Reply> {
  try {
    const response = await service.rest?.(request, context);
    if (response === undefined) throw notImplemented(`${request.method} ${request.path}`);
    return restReply(service, response, context.requestId);
  } catch (fault) {
    const error = toAwsError(fault);
    if (fault !== error) router.onFault(fault, `${service.name} ${request.method} ${request.path}`);
    return restFailure(service, error, request, context.requestId);
  }
}

/** CloudWatch's clients compress their requests; a REST body's encoding is its object's own. */
async function plainBody({ headers, body }: RestRequest): Promise<Buffer> {
  if (headers["content-encoding"] !== "gzip") return body;
  try {
    return await unzip(body, { maxOutputLength: bounds.unzipped });
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid gzip.");
  }
}

/** By the signature's scope; unsigned, by what only one service's requests look like. */
function restService(
  { services }: Router,
  { path, headers }: RestRequest,
  signature: Signature | undefined,
): Service | undefined {
  const bucketHost = /^[^.]+\..*localhost(:\d+)?$/.test(headers["host"] ?? "");
  const guess = bucketHost ? "s3" : /^\/20\d\d-\d\d-\d\d\//.test(path) ? "lambda" : undefined;
  const name = signature?.service ?? guess;
  return services.find((service) => service.name === name && service.rest !== undefined);
}

const HINT =
  "This is the local cloud: AWS's API for the pipelines on this machine.\n" +
  "Set AWS_ENDPOINT_URL to this address and use any AWS SDK or the AWS CLI, with any key.";

function unsigned(router: Router, { method, path }: RestRequest): Reply {
  const page = method === "GET" || method === "HEAD" ? router.pages(path) : undefined;
  if (page === undefined) return text(400, HINT);
  return { status: page.status, headers: page.headers ?? {}, body: page.body ?? "" };
}
