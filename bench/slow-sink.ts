import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A call as the sink saw it. */
export interface Call {
  /** `DynamoDB_20120810.PutItem`, `PublishBatch`; a method and a path where there is no such name. */
  readonly operation: string;
  readonly body: string;
}

/** An AWS-like endpoint that takes every call after a fixed time, and counts the calls. */
export interface SlowSink {
  readonly endpoint: string;
  calls(): number;
  close(): Promise<void>;
}

/** What a call is answered with: an operation's empty success where it gives nothing. */
export type Answers = (call: Call) => string | undefined;

/** What each operation answers when all has gone well and nothing is left to do. */
const success: Readonly<Record<string, string>> = {
  "DynamoDB_20120810.BatchWriteItem": '{"UnprocessedItems":{}}',
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function operationOf(request: IncomingMessage, body: string): string {
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") return target;
  const action = new URLSearchParams(body.startsWith("Action=") ? body : "").get("Action");
  return action ?? `${request.method ?? ""} ${request.url ?? ""}`;
}

export async function startSlowSink(
  latencyMs: number,
  answers: Answers = () => undefined,
): Promise<SlowSink> {
  let calls = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request);
    calls += 1;
    const operation = operationOf(request, body);
    const text = answers({ operation, body }) ?? success[operation];
    if (latencyMs > 0) await sleep(latencyMs);
    response.setHeader("content-type", text?.startsWith("<") ? "text/xml" : "application/json");
    response.end(text ?? (request.headers["x-amz-target"] === undefined ? "" : "{}"));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls: () => calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
