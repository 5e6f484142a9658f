import type { IncomingHttpHeaders } from "node:http";
import type { Writable } from "node:stream";
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
    const body = new Body();
    request.on("data", (chunk: Buffer) => {
      if (body.size + chunk.length > limit) reject(tooLarge(limit));
      else body.add(chunk);
    });
    request.once("end", () => {
      resolve(body.whole());
    });
    request.once("error", reject);
    request.once("close", () => {
      reject(new ClientGone());
    });
  });
}

/** Shorter chunks are copied together: each kept for itself would take a hundred times its bytes. */
const SHORT = 1024;
const BLOCK = 64 * 1024;

class Body {
  size = 0;
  readonly #chunks: Buffer[] = [];
  #block = Buffer.alloc(0);
  #filled = 0;

  add(chunk: Buffer): void {
    this.size += chunk.length;
    // What comes in one chunk, as most bodies do, is not copied.
    if (chunk.length >= SHORT || this.size === chunk.length) {
      this.#endBlock();
      this.#chunks.push(chunk);
      return;
    }
    if (this.#filled + chunk.length > this.#block.length) {
      this.#endBlock();
      this.#block = Buffer.allocUnsafeSlow(BLOCK);
    }
    this.#filled += chunk.copy(this.#block, this.#filled);
  }

  whole(): Buffer {
    this.#endBlock();
    const [first = Buffer.alloc(0)] = this.#chunks;
    return this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.size);
  }

  #endBlock(): void {
    if (this.#filled > 0) this.#chunks.push(this.#block.subarray(0, this.#filled));
    this.#block = this.#block.subarray(this.#filled);
    this.#filled = 0;
  }
}

/** Sends a reply, unless the client has gone; a stream at the pace at which the client reads it. */
export async function send(
  request: IncomingRequest,
  response: OutgoingResponse,
  reply: Reply,
  signal: AbortSignal,
): Promise<void> {
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
  if (!Buffer.isBuffer(body)) {
    response.writeHead(reply.status, headers);
    return sendAll(response, body, signal);
  }
  if (!bodiless) headers["content-length"] = String(body.length);
  const status = response.writeHead(reply.status, headers);
  if (bodiless || body.length === 0) status.end();
  else status.end(body);
}

async function sendAll(
  response: Writable,
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  for await (const chunk of chunks) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await drained(response, signal);
    if (signal.aborted) break;
  }
  response.end();
}

/** Resolves when there is room for more, or nobody who takes it. */
function drained(response: Writable, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    response.on("drain", done);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
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
