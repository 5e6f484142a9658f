import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "./service";
import type { IncomingRequest, OutgoingResponse } from "./listener";
import type { Reply } from "./protocols/reply";

/** HTTP/2 has no such headers and refuses to send them. */
const CONNECTION_HEADERS = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade"]);

export class ClientGone extends Error {}

/** Header names in lower case, repeated ones joined, HTTP/2's `:authority` as `host`. */
export function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const text = Array.isArray(value) ? value.join(", ") : value;
    if (!name.startsWith(":")) plain[name] = text;
    else if (name === ":authority") plain["host"] = text;
  }
  return plain;
}

/** The whole body; rejects when it is longer than `limit` bytes or the client goes away. */
export function bodyOf(request: IncomingRequest, limit: number): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limit) return Promise.reject(tooLarge(limit));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) reject(tooLarge(limit));
      else chunks.push(chunk);
    });
    request.once("end", () => {
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
    });
    request.once("error", reject);
    request.once("close", () => {
      reject(new ClientGone());
    });
  });
}

/** Sends a reply, unless the client has gone. */
export function send(request: IncomingRequest, response: OutgoingResponse, reply: Reply): void {
  if (response.destroyed || response.writableEnded) return;
  const isHead = request.method === "HEAD";
  const body = typeof reply.body === "string" ? Buffer.from(reply.body) : reply.body;
  const bodiless = isHead || reply.status === 204 || reply.status === 304;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(reply.headers)) {
    if (!CONNECTION_HEADERS.has(name.toLowerCase())) headers[name.toLowerCase()] = value;
  }
  // A request refused before its end leaves HTTP/1.1's connection with nowhere to go on.
  if (!request.complete && request.httpVersionMajor === 1) headers["connection"] = "close";
  if (!bodiless) headers["content-length"] = String(body.length);
  const status = response.writeHead(reply.status, headers);
  if (bodiless || body.length === 0) status.end();
  else status.end(body);
}

/**
 * Gives a client time to read the refusal of a body that it is still sending, then cuts the rest.
 */
export function refuseRest(request: IncomingRequest, response: OutgoingResponse): void {
  if (request.complete) return;
  request.resume();
  const timer = setTimeout(() => request.destroy(), 1_000);
  timer.unref();
  response.once("close", () => {
    clearTimeout(timer);
    request.destroy();
  });
}

function tooLarge(limit: number): AwsError {
  return new AwsError(
    "RequestEntityTooLargeException",
    `The request body is longer than the local cloud accepts (${limit} bytes).`,
    413,
  );
}
