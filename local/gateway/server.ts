import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { Gate } from "./authorize";
import type { KeyRing } from "./authenticate";
import { bounds } from "./bounds";
import { createClient } from "./client";
import { ClientGone, bodyOf, headersOf, refuseRest, send } from "./exchange";
import { listen } from "./listener";
import type { IncomingRequest, OutgoingResponse } from "./listener";
import { localApi, type LocalRoutes } from "./local-api";
import { isUnsignedCall, refusal } from "./loopback";
import { dechunk, headersAfter, isAwsChunked } from "./protocols/aws-chunked";
import { queryCodec } from "./protocols/query";
import { statusOf, text, toAwsError } from "./protocols/reply";
import type { Reply } from "./protocols/reply";
import { restCodec } from "./protocols/rest";
import { route } from "./router";
import { AwsError } from "./service";
import { signatureOf } from "./signature";
import type { CloudClient, RestRequest, RestResponse, Service } from "./service";

export interface GatewayOptions extends Gate {
  readonly services: readonly Service[];
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly region: string;
  readonly accountId: string;
  /** Keys that were made here; any other one may do everything. */
  readonly keys: KeyRing;
  /** Pages for people, by path, for GET requests without a signature. */
  readonly pages?: (path: string) => RestResponse | undefined;
  /** What developers control under `/_local/`. */
  readonly local?: LocalRoutes;
  /** Runs the answer to each request, e.g. when the services have their state back. */
  readonly around?: <T>(answer: () => Promise<T>) => Promise<T>;
  /** Longest request body; 256 MiB by default. */
  readonly maxBodyBytes?: number;
  /** A client's time to send a request's headers, in milliseconds; 10,000 by default. */
  readonly headersMs?: number;
  /** Told of faults of the local cloud itself, which clients see as InternalFailure. */
  readonly onFault?: (fault: unknown, where: string) => void;
}

export interface Gateway {
  /** e.g. "http://127.0.0.1:4566" */
  readonly endpoint: string;
  readonly port: number;
  client(): CloudClient;
  /** Aborts running requests and closes the port within about a second; the services run on. */
  stop(): Promise<void>;
}

const GRACE_MS = 1_000;

/** Serves the services on one loopback port, for HTTP/1.1 and h2c; rejects when it is in use. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const stopped = new AbortController();
  // Each request listens: more than a few at once are no leak.
  setMaxListeners(0, stopped.signal);
  const { region, accountId, onFault = reportFault } = options;
  const around: NonNullable<GatewayOptions["around"]> = options.around ?? ((answer) => answer());
  const maxBodyBytes = options.maxBodyBytes ?? bounds.body;
  const pages = options.pages ?? ((): undefined => undefined);
  const router = { ...options, pages, onFault };

  const reply = async (
    incoming: IncomingRequest,
    head: Omit<RestRequest, "body">,
    requestId: string,
    signal: AbortSignal,
  ): Promise<Reply> => {
    const refused = refusal(head);
    if (refused !== undefined) return text(403, refused);
    if (isUnsignedCall(head)) return queryCodec("").failure(missingToken(), 403, requestId);
    const signature = signatureOf(head.headers, head.query);
    const whole = await readWhole(incoming, head, maxBodyBytes);
    return around(async () => {
      const local = await localApi(whole, client, options.local ?? {}, onFault);
      if (local !== undefined) return local;
      // As it was signed: with the headers that came, which a chunked body takes some of along.
      const request = { ...head, body: whole.body };
      return route(router, whole, { signature, request }, { requestId, region, accountId, signal });
    });
  };

  const onRequest = (request: IncomingRequest, response: OutgoingResponse): void => {
    const requestId = randomUUID();
    const gone = new AbortController();
    const abort = (): void => {
      gone.abort();
    };
    stopped.signal.addEventListener("abort", abort);
    response.once("close", () => {
      stopped.signal.removeEventListener("abort", abort);
      if (!response.writableEnded) abort();
    });
    // A client that resets its connection is seen by "close"; unheard errors would end the process.
    response.on("error", abort);
    const head = headOf(request);
    reply(request, head, requestId, gone.signal)
      .catch((fault: unknown) => {
        if (fault instanceof ClientGone) return undefined;
        const error = toAwsError(fault);
        if (fault !== error) onFault(fault, `${head.method} ${head.path}`);
        const name = signatureOf(head.headers, head.query)?.service ?? "";
        return restCodec({ name }, head).failure(error, statusOf(error, name), requestId);
      })
      .then((answer) => {
        if (answer === undefined) return undefined;
        const sent = send(request, response, answer, gone.signal);
        refuseRest(request, response);
        return sent;
      })
      .catch((fault: unknown) => {
        onFault(fault, `${head.method} ${head.path}`);
        response.destroy();
      });
  };

  const listener = await listen(options.port ?? 0, onRequest, options.headersMs);
  const endpoint = `http://127.0.0.1:${listener.port}`;
  const signal = stopped.signal;
  const client = createClient({ ...options, endpoint, signal });
  return {
    endpoint,
    port: listener.port,
    client: () => client,
    async stop() {
      stopped.abort();
      await listener.close(GRACE_MS);
    },
  };
}

/** Source: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
function missingToken(): AwsError {
  const message = "Request is missing Authentication Token: any key will do here.";
  return new AwsError("MissingAuthenticationToken", message, 403);
}

function headOf(request: IncomingRequest): Omit<RestRequest, "body"> {
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  return {
    method: request.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1)),
    headers: headersOf(request.headers),
  };
}

async function readWhole(
  request: IncomingRequest,
  head: Omit<RestRequest, "body">,
  limit: number,
): Promise<RestRequest> {
  const body = await bodyOf(request, limit);
  if (!isAwsChunked(head.headers)) return { ...head, body };
  const plain = dechunk(body);
  return { ...head, headers: headersAfter(head.headers, plain), body: plain.body };
}

function reportFault(fault: unknown, where: string): void {
  const what = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  process.stderr.write(`local cloud: ${where}: ${what}\n`);
}
