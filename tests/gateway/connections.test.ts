import assert from "node:assert/strict";
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { eventually } from "../eventually";
import { start as startGateway, service } from "./cloud";
import type { Gateway, GatewayOptions } from "../../local/gateway/server";

const LARGE = "x".repeat(10 * 1024 * 1024);

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

function get(
  url: string,
  headers: Record<string, string>,
  options: http.RequestOptions = {},
  body = "{}",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      { method: "POST", agent: false, headers, ...options },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () => {
          resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    request.once("error", reject);
    request.end(body);
  });
}

async function get2(
  session: http2.ClientHttp2Session,
  headers: http2.OutgoingHttpHeaders,
): Promise<string> {
  const stream = session.request({ ":method": "POST", ":path": "/", ...headers });
  stream.end("{}");
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

describe("the gateway's port", () => {
  const large = { "x-amz-target": "Test.Large" };
  const slow = { "x-amz-target": "Test.Slow" };
  let begun = 0;
  let aborted = 0;
  let gateway: Gateway;
  const start = async (options: Partial<GatewayOptions> = {}): Promise<Gateway> => {
    gateway = await startGateway(
      [
        service(
          { name: "test", targetPrefix: "Test" },
          {
            Large: () => ({ LARGE }),
            Slow: (_input, { signal }) =>
              new Promise((resolve) => {
                begun += 1;
                signal.addEventListener("abort", () => {
                  aborted += 1;
                  resolve({});
                });
              }),
          },
        ),
      ],
      options,
    );
    return gateway;
  };

  beforeEach(() => {
    begun = 0;
    aborted = 0;
  });
  afterEach(() => gateway.stop());

  it("sends eight answers of 10 MB at once over one HTTP/2 connection", async () => {
    const session = http2.connect((await start()).endpoint);
    const answers = await Promise.all(Array.from({ length: 8 }, () => get2(session, large)));
    for (const answer of answers) assert.equal(answer.length, LARGE.length + 12);
    session.destroy();
  });

  it("keeps an HTTP/1.1 connection for the next request", async () => {
    const { endpoint } = await start();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    agent.on("free", (socket: net.Socket) => ports.add(socket.localPort));
    for (let count = 0; count < 5; count += 1) {
      const { status, body } = await get(endpoint, large, { agent });
      assert.equal(status, 200);
      assert.equal(body.length, LARGE.length + 12);
    }
    assert.equal(ports.size, 1);
    agent.destroy();
  });

  it("tells the protocols apart when the preface comes byte by byte", async () => {
    const { port } = await start();
    const socket = net.connect(port, "127.0.0.1");
    for (const byte of "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") {
      socket.write(byte);
      await pause(1);
    }
    socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
    const [frame] = (await once(socket, "data")) as [Buffer];
    assert.equal(frame[3], 4, "a SETTINGS frame");
    socket.destroy();
  });

  it("aborts the operation of a client that goes away, and serves the next one", async () => {
    const { endpoint } = await start();
    const request = http.request(endpoint, { method: "POST", agent: false, headers: slow });
    request.once("error", () => undefined);
    request.end("{}");
    const session = http2.connect(endpoint);
    const stream = session.request({ ":method": "POST", ":path": "/", ...slow });
    stream.once("error", () => undefined);
    stream.end("{}");
    await eventually(() => begun === 2);
    request.destroy();
    stream.close(http2.constants.NGHTTP2_CANCEL);
    await eventually(() => aborted === 2);
    assert.equal((await get2(session, large)).length, LARGE.length + 12);
    session.destroy();
  });

  it("stops within seconds while requests run and connections idle", async () => {
    const { endpoint, port } = await start();
    const idle = net.connect(port, "127.0.0.1");
    idle.once("error", () => undefined);
    const session = http2.connect(endpoint);
    session.once("error", () => undefined);
    const running = [get(endpoint, slow), get2(session, slow)];
    await eventually(() => begun === 2);
    const started = performance.now();
    await gateway.stop();
    assert.ok(performance.now() - started < 30_000);
    assert.equal(aborted, 2);
    await Promise.allSettled(running);
    await assert.rejects(get(endpoint, large), { code: "ECONNREFUSED" });
  });

  for (const [what, first] of [
    ["sends nothing", ""],
    ["stops in the first bytes of HTTP/2", "PRI * HT"],
    ["never ends its headers", "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "],
  ] as const)
    it(`cuts a client that ${what}, and serves the others`, async () => {
      const { endpoint, port } = await start({ headersMs: 400 });
      const slowly = Array.from({ length: 200 }, () => net.connect(port, "127.0.0.1"));
      const cut = slowly.map(async (socket) => {
        socket.on("error", () => undefined);
        await once(socket, "connect");
        if (first !== "") socket.write(first);
        const dripping = setInterval(() => {
          if (first.includes("X-Slow")) socket.write("x");
        }, 50);
        socket.resume();
        await once(socket, "close");
        clearInterval(dripping);
      });
      assert.equal((await get(endpoint, large)).status, 200);
      await Promise.all(cut);
      assert.equal((await get(endpoint, large)).status, 200);
    });

  it("lets a body take longer than headers may", async () => {
    const { port } = await start({ headersMs: 300 });
    const headers = { ...large, "content-length": "2" };
    const request = http.request({ port, method: "POST", agent: false, headers });
    request.write("{");
    await pause(900);
    request.end("}");
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    assert.equal(response.statusCode, 200);
    response.resume();
  });

  it("says that a port is in use", async () => {
    const { port } = await start();
    await assert.rejects(startGateway([], { port }), /Port \d+ is in use/);
  });

  it("refuses a body over its limit, whether or not it says so first", async () => {
    const { endpoint } = await start({ maxBodyBytes: 1000 });
    const long = "x".repeat(1001);
    assert.equal((await get(endpoint, large, {}, long)).status, 413);
    const chunked = { ...large, "transfer-encoding": "chunked" };
    assert.equal((await get(endpoint, chunked, {}, long)).status, 413);
    assert.equal((await get(endpoint, large, {}, "{}")).status, 200);
  });

  it("takes a body in a million chunks in little more memory than its bytes", async () => {
    const { port } = await start();
    const socket = net.connect(port, "127.0.0.1");
    const answer = once(socket, "data");
    const before = process.memoryUsage.rss();
    socket.write(
      "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: Test.Large\r\n" +
        "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
    );
    const blanks = "1\r\n \r\n".repeat(10_000);
    for (let sent = 0; sent < 1_000_000; sent += 10_000) {
      if (!socket.write(blanks)) await once(socket, "drain");
    }
    const grown = (process.memoryUsage.rss() - before) / 2 ** 20;
    socket.write("0\r\n\r\n");
    const [first] = (await answer) as [Buffer];
    socket.destroy();
    assert.match(first.toString("latin1"), /^HTTP\/1.1 200 /);
    assert.ok(grown < 100, `${grown} MiB`);
  });

  it("answers only under loopback names and to pages of its own", async () => {
    const { endpoint, port } = await start();
    const as = (headers: Record<string, string>): Promise<Answer> =>
      get(endpoint, { ...large, ...headers });
    for (const host of [
      "evil.example",
      "localhost.evil.example",
      "10.0.0.1",
      `127.0.0.1.evil:${port}`,
    ]) {
      assert.equal((await as({ host })).status, 403, host);
    }
    for (const host of [`localhost:${port}`, "bucket.s3.localhost", "127.0.0.1", "[::1]:80"]) {
      assert.equal((await as({ host })).status, 200, host);
    }
    assert.equal((await as({ origin: "https://evil.example" })).status, 403);
    assert.equal((await as({ origin: "null" })).status, 403);
    assert.equal((await as({ origin: "http://localhost:3000" })).status, 403);
    const own = { host: `localhost:${port}`, origin: `http://localhost:${port}` };
    assert.equal((await as(own)).status, 200);
  });

  it("tells a person what this is, and serves pages where there are any", async () => {
    const pages = (path: string) => (path === "/" ? { status: 200, body: "<p>" } : undefined);
    const { endpoint } = await start({ pages });
    const page = await get(endpoint, {}, { method: "GET" }, "");
    assert.deepEqual(page, { status: 200, body: "<p>" });
    const hint = await get(`${endpoint}/x`, {}, { method: "GET" }, "");
    assert.equal(hint.status, 400);
    assert.match(hint.body, /AWS_ENDPOINT_URL/);
  });
});
