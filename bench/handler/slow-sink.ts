import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An AWS-like endpoint that takes every call after a fixed time, and counts the calls. */
export interface SlowSink {
  readonly endpoint: string;
  calls(): number;
  close(): Promise<void>;
}

/** What each operation answers: success, nothing left to do. */
const answers: Readonly<Record<string, string>> = {
  "DynamoDB_20120810.BatchWriteItem": '{"UnprocessedItems":{}}',
};

export async function startSlowSink(latencyMs: number): Promise<SlowSink> {
  let calls = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      calls += 1;
      const target = String(request.headers["x-amz-target"] ?? "");
      setTimeout(() => {
        response.setHeader("content-type", "application/x-amz-json-1.0");
        response.end(answers[target] ?? (target === "" ? "" : "{}"));
      }, latencyMs);
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
