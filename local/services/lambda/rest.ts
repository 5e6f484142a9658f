import { createReadStream } from "node:fs";
import { buffer } from "node:stream/consumers";

import { authorizeAndRun } from "../../gateway/authorize";
import type { Authorizer } from "../../gateway/authorize";
import { AwsError, bytes } from "../../gateway/service";
import type { RequestContext, RestRequest, RestResponse, Service } from "../../gateway/service";
import type { Functions } from "./registry";

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly operation: string;
  readonly status: number;
}

/** `PUT /2015-03-31/functions/{FunctionName}/code` as a pattern with named groups. */
function route(method: string, path: string, operation: string, status = 200): Route {
  const source = path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return { method, pattern: new RegExp(`^${source}/?$`), operation, status };
}

const FUNCTION = "/2015-03-31/functions/{FunctionName}";
const MAPPINGS = "/2015-03-31/event-source-mappings";

const ROUTES: readonly Route[] = [
  route("POST", `${FUNCTION}/invocations`, "Invoke"),
  route("POST", "/2015-03-31/functions", "CreateFunction", 201),
  route("GET", "/2015-03-31/functions", "ListFunctions"),
  route("GET", FUNCTION, "GetFunction"),
  route("DELETE", FUNCTION, "DeleteFunction", 204),
  route("PUT", `${FUNCTION}/code`, "UpdateFunctionCode"),
  route("GET", `${FUNCTION}/configuration`, "GetFunctionConfiguration"),
  route("PUT", `${FUNCTION}/configuration`, "UpdateFunctionConfiguration"),
  route("GET", `${FUNCTION}/versions`, "ListVersionsByFunction"),
  route("PUT", "/2017-10-31/functions/{FunctionName}/concurrency", "PutFunctionConcurrency"),
  route(
    "DELETE",
    "/2017-10-31/functions/{FunctionName}/concurrency",
    "DeleteFunctionConcurrency",
    204,
  ),
  route("GET", "/2019-09-30/functions/{FunctionName}/concurrency", "GetFunctionConcurrency"),
  route("POST", "/2017-03-31/tags/{Resource}", "TagResource", 204),
  route("GET", "/2017-03-31/tags/{Resource}", "ListTags"),
  route("DELETE", "/2017-03-31/tags/{Resource}", "UntagResource", 204),
  route("POST", MAPPINGS, "CreateEventSourceMapping", 202),
  route("GET", MAPPINGS, "ListEventSourceMappings"),
  route("GET", `${MAPPINGS}/{UUID}`, "GetEventSourceMapping"),
  route("PUT", `${MAPPINGS}/{UUID}`, "UpdateEventSourceMapping", 202),
  route("DELETE", `${MAPPINGS}/{UUID}`, "DeleteEventSourceMapping", 202),
];

const CODE_PATH = /^\/2015-03-31\/functions\/([^/]+)\/code\.zip$/;

function decodedGroups(match: RegExpExecArray): Record<string, string> {
  const groups = Object.entries(match.groups ?? {});
  return Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)]));
}

function queryMembers(query: URLSearchParams): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    if (name === "tagKeys") members.TagKeys = query.getAll(name);
    else members[name] = query.get(name);
  }
  return members;
}

function bodyMembers(body: Buffer): object {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString()) as object;
  } catch {
    throw new AwsError("SerializationException", "Could not parse request body into json.");
  }
}

function inputOf(found: Route, match: RegExpExecArray, request: RestRequest): object {
  const located = { ...queryMembers(request.query), ...decodedGroups(match) };
  if (found.operation !== "Invoke") return { ...bodyMembers(request.body), ...located };
  const { headers, body } = request;
  return {
    ...located,
    InvocationType: headers["x-amz-invocation-type"],
    LogType: headers["x-amz-log-type"],
    ClientContext: headers["x-amz-client-context"],
    Payload: body,
  };
}

/** Invoke answers with headers around the function's own JSON. */
function invoked(output: Readonly<Record<string, unknown>>): RestResponse {
  const headers: Record<string, string> = { "content-type": "application/json" };
  const names = {
    FunctionError: "x-amz-function-error",
    LogResult: "x-amz-log-result",
    ExecutedVersion: "x-amz-executed-version",
  };
  for (const [member, header] of Object.entries(names)) {
    const value = output[member];
    if (typeof value === "string") headers[header] = value;
  }
  const body = output.Payload === undefined ? "" : bytes(output.Payload);
  return { status: Number(output.StatusCode), headers, body };
}

function failed(error: AwsError): RestResponse {
  return {
    status: error.statusCode,
    headers: { "content-type": "application/json", "x-amzn-errortype": error.code },
    body: JSON.stringify({
      Type: "User",
      ...error.fields,
      Message: error.message,
      message: error.message,
    }),
  };
}

async function dispatch(
  service: Service,
  request: RestRequest,
  context: RequestContext,
  authorize: Authorizer,
): Promise<RestResponse> {
  for (const found of ROUTES) {
    const match = found.method === request.method ? found.pattern.exec(request.path) : null;
    if (match === null) continue;
    const input = inputOf(found, match, request);
    const output = await authorizeAndRun(service, found.operation, input, context, authorize);
    if (found.operation === "Invoke") return invoked(output as Record<string, unknown>);
    if (found.status === 204) return { status: 204 };
    const headers = { "content-type": "application/json" };
    return { status: found.status, headers, body: JSON.stringify(output) };
  }
  throw new AwsError(
    "UnknownOperationException",
    `The local cloud does not implement Lambda's ${request.method} ${request.path}.`,
    501,
  );
}

/** Lambda's REST-JSON protocol over its operations. */
export function lambdaRest(functions: Functions, authorize: Authorizer) {
  return async (
    service: Service,
    request: RestRequest,
    context: RequestContext,
  ): Promise<RestResponse> => {
    try {
      const download = request.method === "GET" ? CODE_PATH.exec(request.path) : null;
      if (download?.[1] !== undefined) {
        const { zipPath } = functions.get(decodeURIComponent(download[1])).code;
        const body = await buffer(createReadStream(zipPath));
        return { status: 200, headers: { "content-type": "application/zip" }, body };
      }
      return await dispatch(service, request, context, authorize);
    } catch (error) {
      if (error instanceof AwsError) return failed(error);
      throw error;
    }
  };
}
