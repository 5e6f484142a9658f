import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { events, numbers, World } from "./world";

describe("lines that produce leaves out", () => {
  let world: World;

  before(async () => {
    world = await World.create("s", "http-requests", "wide");
    await world.createStream("large", 2048);
  });
  after(() => world.stop());

  const request = (n: number) =>
    `203.0.113.7 - - [17/May/2015:10:05:03 +0000] "GET /${n} HTTP/1.1" 200 12 "-" "ua"`;

  it("are told of by file and line, and written byte for byte; all others are sent", async () => {
    const broken = [7, 600, 1101, 1200];
    const lines = Array.from({ length: 1200 }, (_, at) =>
      broken.includes(at + 1) ? `broken \xff ${at + 1}` : request(at + 1),
    );
    const file = world.write("access.log", Buffer.from(`${lines.join("\r\n")}\r\n`, "latin1"));
    const { code, output } = await world.produce(
      ...["http-requests", "--file", file, "--encoding", "latin1"],
      ...["--rejects", world.path("rejects.log")],
    );
    assert.equal(code, 0, output);
    for (const line of broken)
      assert.match(output, new RegExp(`^${file}:${line}: not a line`, "m"));
    assert.match(output, /sent 1196 events to http-requests.*, left out 4, last line 1200/);
    const rejected = broken.map((line) => `${lines[line - 1]}\r\n`);
    assert.equal(world.read("rejects.log"), rejected.join(""));
    const paths = (await world.stored("http-requests")).map(
      (data) => (JSON.parse(data) as { path: string }).path,
    );
    const good = lines.map((_, at) => at + 1).filter((line) => !broken.includes(line));
    assert.deepEqual(
      paths,
      good.map((line) => `/${line}`),
    );
  });

  it("are told of one by one up to 20, and then by reason and number", async () => {
    const bad = (n: number) => (n % 2 === 0 ? `{"n":${n}` : `{"n":${n},"x":"\u0000"}`);
    const lines = Array.from({ length: 60 }, (_, n) => bad(n));
    const file = world.write("many.ndjson", `{"n":1}\n${lines.join("\n")}\n`);
    const { code, output } = await world.produce("event-logs", "--file", file, "--stream", "wide");
    assert.equal(code, 0, output);
    assert.equal(output.match(/^.*many\.ndjson:\d+: /gm)?.length, 20, output);
    assert.match(output, /^60 lines are left out:\n {2}30: .*\n {2}30: /m);
    assert.match(output, /sent 1 events.*, left out 60, last line 61/);
  });

  it("end a strict run at the first, after those before it were sent", async () => {
    const file = world.write("strict.ndjson", `${events(3)}{"n":\n${events(3, 4)}`);
    const { code, output } = await world.produce(
      ...["event-logs", "--file", file, "--stream", "s", "--strict"],
    );
    assert.equal(code, 1, output);
    assert.match(output, /^produce: .*strict\.ndjson:4: .*sent 3 events to s.*up to line 3 of/m);
    assert.deepEqual(numbers(await world.stored("s")), [1, 2, 3]);
  });

  it("are those over the stream's own limit of a record", async () => {
    const text = (kib: number) => JSON.stringify({ kib, text: "x".repeat(kib * 1024) });
    const file = world.write("large.ndjson", [1, 1024, 1500, 2048].map(text).join("\n"));
    for (const [stream, sent, out] of [
      ["large", 3, 1],
      ["wide", 1, 3],
    ] as const) {
      const { code, output } = await world.produce(
        ...["event-logs", "--file", file, "--stream", stream],
      );
      assert.equal(code, 0, output);
      assert.match(output, new RegExp(`sent ${sent} events to ${stream}.*, left out ${out}`));
      assert.match(output, /large\.ndjson:4: a record of \d+ bytes is over the stream's limit/);
    }
  });

  it("are one message, and none sent, when none of the file's lines is an event", async () => {
    const file = world.write("wrong.csv", "a;b;c\n".repeat(100));
    const { code, output } = await world.produce("http-requests", "--file", file);
    assert.equal(code, 1, output);
    assert.match(
      output,
      /^produce: .*wrong\.csv holds no event: none of its 100 lines.*:1: not a line.*\n$/,
    );
  });

  it("are never written over a file that holds something", async () => {
    const file = world.write("in.ndjson", `${events(2)}{\n`);
    const other = world.write("other.txt", "mine");
    for (const [rejects, reason] of [
      [file, /--rejects .* is the file that is read/],
      [other, /--rejects .* is there already/],
      [world.folder, /--rejects .* is a folder/],
      [world.path("no/such/folder"), /--rejects .* cannot be written/],
    ] as const) {
      const { code, output } = await world.produce(
        ...["event-logs", "--stream", "s", "--file", file, "--rejects", rejects],
      );
      assert.equal(code, 1, output);
      assert.match(output, reason);
    }
    assert.equal(world.read("other.txt"), "mine");
    assert.equal(world.read("in.ndjson"), `${events(2)}{\n`);
  });

  it("leave no rejects file where there are none", async () => {
    const file = world.write("good.ndjson", events(2));
    const rejects = world.path("none.ndjson");
    const { code } = await world.produce(
      ...["event-logs", "--stream", "s", "--file", file, "--rejects", rejects],
    );
    assert.equal(code, 0);
    assert.equal(existsSync(rejects), false);
  });

  for (const [what, name, reason] of [
    ["an empty name", () => "", /"": there is no such file/],
    ["no file", () => world.path("nope"), /nope: there is no such file/],
    ["a folder", () => world.folder, /is a folder: name one file/],
    ["a zip archive", () => world.write("z", "PK\u0003\u0004"), /is a zip archive: unzip it first/],
  ] as const) {
    it(`are none of ${what}, which is refused with its name`, async () => {
      const { code, output } = await world.produce("event-logs", "--file", name());
      assert.equal(code, 2, output);
      assert.match(output.split("\n")[0] ?? "", reason);
    });
  }

  it("are none of an empty file, which is refused as such", async () => {
    for (const content of ["", "\n \n", "\u{feff}"]) {
      const file = world.write("empty.ndjson", content);
      const { code, output } = await world.produce("event-logs", "--file", file, "--stream", "s");
      assert.equal(code, 1, output);
      assert.match(output, /^produce: .*empty\.ndjson holds no events\n$/);
    }
  });
});
