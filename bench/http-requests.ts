import { timeKey } from "../runtime/keys";
import type { Position } from "../runtime/types";
import { parseHttpRequest, type HttpRequest } from "../scenarios/http-requests";

/** The consumer of http-requests, as index.ts has it, for measurements outside a stack. */
export const httpRequests = {
  pipeline: "http-requests",
  consumer: "consumer",
  parse: parseHttpRequest,
  sink: {
    name: "HttpRequests",
    map: (request: HttpRequest, at: Position) => ({
      ...request,
      pk: `path#${request.path}`,
      sk: timeKey(request.timestamp, at),
    }),
    options: { partitionKey: "pk", sortKey: "sk" },
    environmentPrefix: "SINK_HTTPREQUESTS_",
  },
};

/** What its function finds in its environment. */
export const httpRequestsEnvironment = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
  SINK_HTTPREQUESTS_TABLE_NAME: "HttpRequests",
  QUARANTINE_BUCKET: "failures",
  QUARANTINE_PREFIX: "quarantine/http-requests/consumer/",
};
