import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../process";
import { World } from "./world";

const at = "[17/May/2015:10:05:03 +0000]";
const plain = `203.0.113.7 - - ${at} "GET /plain HTTP/1.1" 200 12 "-" "ua"`;

/** A line as it stands in the file, and the path that it is stored under; none where it is named. */
const odd: readonly (readonly [what: string, line: string | Buffer, path?: string])[] = [
  ["a byte order mark", `\u{feff}${plain}`, "/plain"],
  ["a virtual host first", `www.example.org:443 ${plain.replace("/plain", "/host")}`, "/host"],
  ["several addresses", `203.0.113.7, 10.0.0.1 - - ${at} "GET /two HTTP/1.1" 200 1`, "/two"],
  ["no status", `203.0.113.7 - - ${at} "GET /status HTTP/1.1" - -`, "/status"],
  ["an empty request", `203.0.113.7 - - ${at} "" 400 0 "-" "-"`, "-"],
  ["no request", `203.0.113.7 - - ${at} "-" 408 - "-" "-"`, "-"],
  [
    "blanks in the path",
    `203.0.113.7 - - ${at} "GET /my report.pdf HTTP/1.1" 200 1`,
    "/my report.pdf",
  ],
  ["a blank in the user", `203.0.113.7 - John Doe ${at} "GET /user HTTP/1.1" 200 1`, "/user"],
  ["quotes", `203.0.113.7 - - ${at} "GET /q HTTP/1.1" 200 1 "-" "a \\"b\\" c"`, "/q"],
  ["a quote without its backslash", `203.0.113.7 - - ${at} "GET /b HTTP/1.1" 200 1 "-" "a "b" c"`],
  ["CRLF", `203.0.113.7 - - ${at} "GET /crlf HTTP/1.1" 200 1\r`, "/crlf"],
  ["U+2028", `203.0.113.7 - - ${at} "GET /a\u2028b HTTP/1.1" 200 1`, "/a\u2028b"],
  [
    "bytes of Latin-1",
    Buffer.from(`203.0.113.7 - - ${at} "GET /caf\xe9 HTTP/1.1" 200 1`, "latin1"),
  ],
  ["an empty line", ""],
  ["30 February", `203.0.113.7 - - [30/Feb/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1`],
  ["IPv6", `2001:db8::1 - - ${at} "GET /six HTTP/2.0" 200 1`, "/six"],
  ["TLS on a plain port", `203.0.113.7 - - ${at} "\\x16\\x03\\x01" 400 226`, "\\x16\\x03\\x01"],
  ["a line that is cut off", `203.0.113.7 - - ${at} "GET /cut HT`],
];

const logOf = (lines: readonly (string | Buffer)[]) =>
  Buffer.concat(
    lines.flatMap((line, n) => [Buffer.from(line), Buffer.from(n < lines.length - 1 ? "\n" : "")]),
  );

describe("access logs", () => {
  let world: World;

  before(async () => {
    world = await World.create("real", "odd");
  });
  after(() => world.stop());

  const paths = async (stream: string) =>
    (await world.stored(stream)).map((data) => (JSON.parse(data) as { path: string }).path);

  it("of a real server are stored line by line", async () => {
    const sample = readFileSync(path.join(root, "samples/access.log"));
    const file = world.write("access.log", sample);
    const { code, output } = await world.produce(
      ...["http-requests", "--stream", "real", "--file", file],
    );
    assert.equal(code, 0, output);
    const lines = sample.toString().trimEnd().split("\n");
    assert.match(output, new RegExp(`sent ${lines.length} events.*left out 0`));
    const stored = await paths("real");
    assert.equal(stored.length, lines.length);
    lines.forEach((line, n) => {
      assert(line.includes(` ${stored[n]} HTTP/`), `${n + 1}: ${line}: ${stored[n]}`);
    });
  });

  it("with every oddity are stored or named line by line, and what is named is kept", async () => {
    const file = world.write("odd.log", logOf(odd.map(([, line]) => line)));
    const { code, output } = await world.produce(
      ...["http-requests", "--stream", "odd", "--file", file],
      ...["--rejects", world.path("odd.rejects")],
    );
    assert.equal(code, 0, output);
    assert.deepEqual(
      await paths("odd"),
      odd.flatMap(([, , stored]) => stored ?? []),
    );
    const named = [...output.matchAll(/odd\.log:(\d+): /g)].map(([, line]) => Number(line));
    const left = odd.flatMap(([, line, stored], n) =>
      stored === undefined && line !== "" ? [n + 1] : [],
    );
    assert.deepEqual(named, left, output);
    const bytes = left.map((line) => logOf([odd[line - 1]?.[1] ?? "", ""]));
    const expected = Buffer.concat(bytes).subarray(0, -1);
    assert.deepEqual(readFileSync(world.path("odd.rejects")), expected);
  });

  it("that were left out for their encoding are sent with the right one", async () => {
    const bad = odd.filter(([what]) => what === "bytes of Latin-1").map(([, line]) => line);
    const file = world.write("latin1.log", logOf([...bad, ""]));
    const { code, output } = await world.produce(
      ...["http-requests", "--stream", "odd", "--file", file, "--encoding", "latin1"],
    );
    assert.equal(code, 0, output);
    assert.equal((await paths("odd")).at(-1), "/café");
  });
});
