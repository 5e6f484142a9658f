import * as http from "node:http";
import * as http2 from "node:http2";
import * as net from "node:net";
import { bounds } from "./bounds";

export type IncomingRequest = http.IncomingMessage | http2.Http2ServerRequest;
export type OutgoingResponse = http.ServerResponse | http2.Http2ServerResponse;

export interface Listener {
  readonly port: number;
  /** Stops accepting, lets running requests end for up to `graceMs`, then cuts every connection. */
  close(graceMs: number): Promise<void>;
}

const PREFACE = "PRI * HTTP/2.0";
/** Longer than any Lambda invocation, so that a dead peer does not hold its socket for ever. */
const IDLE_MS = 16 * 60_000;
const MIB = 1024 * 1024;

/**
 * One port for HTTP/1.1 and h2c with prior knowledge, told apart by the first bytes. The Node SDK's
 * Kinesis client speaks HTTP/2 to a plain http endpoint, everything else HTTP/1.1.
 */
export async function listen(
  port: number,
  onRequest: (request: IncomingRequest, response: OutgoingResponse) => void,
  headersMs: number = bounds.headersMs,
): Promise<Listener> {
  const sockets = new Set<net.Socket>();
  const sessions = new Set<http2.ServerHttp2Session>();
  const http1 = createHttp1(onRequest, headersMs);
  const h2 = createHttp2(onRequest, sessions);
  let running = 0;
  const count = (_request: unknown, response: OutgoingResponse): void => {
    running += 1;
    response.once("close", () => (running -= 1));
  };
  http1.prependListener("request", count);
  h2.prependListener("request", count);

  const front = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    peek(socket, headersMs, (isHttp2) => (isHttp2 ? h2 : http1).emit("connection", socket));
  });
  front.maxConnections = bounds.connections;
  await opened(front, port);
  return {
    port: (front.address() as net.AddressInfo).port,
    async close(graceMs) {
      const closed = new Promise<void>((resolve) =>
        front.close(() => {
          resolve();
        }),
      );
      for (const session of sessions) session.close();
      const deadline = Date.now() + graceMs;
      while (running > 0 && Date.now() < deadline) await pause(10);
      for (const socket of sockets) socket.destroy();
      http1.close();
      await closed;
    },
  };
}

/** A server that is handed its connections. */
function createHttp1(
  onRequest: (request: IncomingRequest, response: OutgoingResponse) => void,
  headersMs: number,
): http.Server {
  const server = http.createServer(
    {
      keepAliveTimeout: IDLE_MS,
      headersTimeout: headersMs,
      connectionsCheckingInterval: headersMs / 4,
      // A body may take as long as its client needs, while bytes come.
      requestTimeout: 0,
    },
    onRequest,
  );
  server.timeout = IDLE_MS;
  // Node starts to look for late headers when a server listens, which this one does not do itself.
  server.emit("listening");
  return server;
}

/** Large windows, so that a request of some MB is not sent in steps of 64 KB. */
function createHttp2(
  onRequest: (request: IncomingRequest, response: OutgoingResponse) => void,
  sessions: Set<http2.ServerHttp2Session>,
): http2.Http2Server {
  const server = http2.createServer(
    {
      settings: { initialWindowSize: 16 * MIB, maxFrameSize: MIB, maxConcurrentStreams: 4096 },
      // In MB. The default of 10 refuses new streams while a few large answers wait in the session.
      maxSessionMemory: 4096,
    },
    onRequest,
  );
  server.on("session", (session) => {
    session.setLocalWindowSize(64 * MIB);
    session.setTimeout(IDLE_MS, () => {
      session.destroy();
    });
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    session.on("error", () => {
      session.destroy();
    });
  });
  return server;
}

/** Reads just enough to know the protocol, then gives the bytes back to the socket. */
function peek(socket: net.Socket, withinMs: number, decided: (isHttp2: boolean) => void): void {
  let seen = Buffer.alloc(0);
  const giveUp = (): void => void socket.destroy();
  // Not the socket's own timeout, which every byte of a slow client starts anew.
  const timer = setTimeout(giveUp, withinMs);
  socket.once("close", () => {
    clearTimeout(timer);
  });
  // Without a listener a client's reset would end the process.
  socket.on("error", giveUp);
  const read = (chunk: Buffer): void => {
    seen = Buffer.concat([seen, chunk]);
    const start = seen.toString("latin1", 0, PREFACE.length);
    if (start.length < PREFACE.length && PREFACE.startsWith(start)) return;
    socket.off("data", read);
    clearTimeout(timer);
    socket.pause();
    socket.unshift(seen);
    decided(start === PREFACE);
    process.nextTick(() => socket.resume());
  };
  socket.on("data", read);
}

function opened(server: net.Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const busy = error.code === "EADDRINUSE";
      reject(
        busy ? new Error(`Port ${port} is in use by another program.`, { cause: error }) : error,
      );
    });
    server.listen({ host: "127.0.0.1", port }, resolve);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
