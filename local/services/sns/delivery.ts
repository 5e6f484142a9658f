import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { invalid } from "./topics";

/** SNS itself tries 3 times at 20 s; locally nobody wants to wait that long. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 200;
const TIMEOUT_MS = 5000;
/** Deliveries under way or waiting; more than that fail at once. */
const MAX_PENDING = 10_000;
const MAX_AT_ONCE = 16;

export interface Delivery {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Told once why it was given up. */
  readonly failed: (reason: string) => void;
}

export interface Deliveries {
  /** Delivers in the background, with retries. */
  enqueue(delivery: Delivery): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Throws InvalidParameter unless the address is HTTP on this machine: nothing else is ever called. */
export function requireLoopback(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const web = url?.protocol === "http:" || url?.protocol === "https:";
  if (url === undefined || !web) throw invalid(`Endpoint: ${endpoint} is not an HTTP address`);
  if (/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)) return;
  throw invalid(
    `Endpoint: the local cloud delivers to this machine only (localhost, 127.0.0.1), not to ${url.hostname}`,
  );
}

/** One POST; resolves to the status. `localhost` goes to 127.0.0.1 or ::1, whatever a resolver says. */
function post({ url, headers, body }: Delivery, signal: AbortSignal): Promise<number> {
  requireLoopback(url);
  const target = new URL(url);
  const send = target.protocol === "https:" ? httpsRequest : httpRequest;
  const hostname = target.hostname === "localhost" ? "127.0.0.1" : target.hostname;
  return new Promise((resolve, reject) => {
    const request = send(
      {
        hostname: hostname.replace(/^\[|\]$/g, ""),
        port: target.port,
        path: target.pathname + target.search,
        method: "POST",
        headers: { ...headers, host: target.host, "content-length": Buffer.byteLength(body) },
        timeout: TIMEOUT_MS,
        signal,
        // A certificate for localhost is self-signed.
        ...(target.protocol === "https:" && { rejectUnauthorized: false }),
      },
      (response) => {
        response.resume();
        response.once("end", () => {
          resolve(response.statusCode ?? 0);
        });
        response.once("error", reject);
      },
    );
    request.once("timeout", () => request.destroy(new Error(`No answer in ${TIMEOUT_MS} ms`)));
    request.once("error", reject);
    request.end(body);
  });
}

export function createDeliveries(): Deliveries {
  const stopping = new AbortController();
  const waiting: Delivery[] = [];
  const running = new Set<Promise<void>>();

  async function deliver(delivery: Delivery): Promise<void> {
    let reason = "";
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        if (attempt > 0) {
          const ms = FIRST_PAUSE_MS * 3 ** (attempt - 1);
          await pause(ms, undefined, { signal: stopping.signal });
        }
        const status = await post(delivery, stopping.signal);
        if (status >= 200 && status < 300) return;
        reason = `HTTP ${status}`;
        // As SNS: other 4xx answers are for good, except 429.
        if (status >= 400 && status < 500 && status !== 429) break;
      } catch (error) {
        reason = (error as Error).message;
        if (stopping.signal.aborted) break;
      }
    }
    delivery.failed(reason);
  }

  function next(): void {
    while (running.size < MAX_AT_ONCE) {
      const delivery = waiting.shift();
      if (delivery === undefined) return;
      const done = deliver(delivery).finally(() => {
        running.delete(done);
        next();
      });
      running.add(done);
    }
  }

  return {
    enqueue(delivery) {
      if (waiting.length >= MAX_PENDING) {
        delivery.failed("Too many deliveries are waiting");
        return;
      }
      waiting.push(delivery);
      next();
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    async stop() {
      waiting.length = 0;
      stopping.abort();
      await Promise.all(running);
    },
  };
}
