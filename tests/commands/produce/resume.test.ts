import assert from "node:assert/strict";
import {
  appendFileSync,
  copyFileSync,
  linkSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { AwsError } from "../../../local/gateway/service";
import { eventually } from "../../eventually";
import { events, numbers, World, type Run } from "./world";

const range = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe("a file that was sent before", () => {
  let world: World;
  let stream = "";
  let streams = 0;

  before(async () => {
    world = await World.create();
  });
  after(() => world.stop());
  beforeEach(async () => {
    streams += 1;
    stream = `s${streams}`;
    await world.createStream(stream);
  });
  afterEach(() => {
    world.cloud.faults.clear();
  });

  const send = (file: string, ...more: string[]): Promise<Run> =>
    world.produce("event-logs", "--stream", stream, "--file", file, ...more);

  const sent = async () => numbers(await world.stored(stream));

  async function refused(run: Promise<Run>, reason: RegExp): Promise<void> {
    const { code, output } = await run;
    assert.equal(code, 1, output);
    assert.match(output, reason);
    const lines = output.trim().split("\n");
    assert.equal(lines.filter((line) => !/^\d+ events to /.test(line)).length, 1, output);
  }

  async function succeeds(run: Promise<Run>, says: RegExp): Promise<void> {
    const { code, output } = await run;
    assert.equal(code, 0, output);
    assert.match(output, says);
  }

  it("is refused without --again, and sent once more with it", async () => {
    const file = world.write("done.ndjson", events(600));
    await succeeds(send(file), /sent 600 events/);
    await refused(send(file), /was sent to s\d+ already, up to line 600: --again sends all of it/);
    assert.deepEqual(await sent(), range(600));
    await succeeds(send(file, "--resume"), /sent 0 events.*last line 600 \(earlier runs: 600 sent/);
    await succeeds(send(file, "--again"), /sent 600 events/);
    assert.deepEqual(await sent(), [...range(600), ...range(600)]);
  });

  it("is known under other names: a copy, a link, a new name", async () => {
    const file = world.write("original.ndjson", events(5));
    await succeeds(send(file), /sent 5 events/);
    copyFileSync(file, world.path("copy.ndjson"));
    symlinkSync(file, world.path("symlink.ndjson"));
    linkSync(file, world.path("link.ndjson"));
    for (const name of ["copy", "symlink", "link"]) {
      await refused(send(world.path(`${name}.ndjson`)), /was sent to s\d+.* already, up to line 5/);
    }
    renameSync(file, world.path("renamed.ndjson"));
    await refused(send(world.path("renamed.ndjson")), / as original\.ndjson already/);
    assert.deepEqual(await sent(), range(5));
  });

  it("is another matter for another stream, also for a new one of the same name", async () => {
    const file = world.write("two.ndjson", events(5));
    await succeeds(send(file), /sent 5 events/);
    await world.deleteStream(stream);
    await world.createStream(stream);
    await succeeds(send(file), /sent 5 events/);
    await refused(send(file), /already/);
    stream = `${stream}-other`;
    await world.createStream(stream);
    await succeeds(send(file), /sent 5 events/);
  });

  it("is only what begins as it did: a file that merely shares its header is not", async () => {
    const rows = (symbol: string) => `symbol,date,price\n${symbol},2000-01-01,1\n`;
    const csv = (name: string) =>
      world.produce("stock-market", "--stream", stream, "--file", world.path(name));
    world.write("a.csv", rows("A"));
    world.write("b.csv", rows("B"));
    await succeeds(csv("a.csv"), /sent 1 events/);
    await succeeds(csv("b.csv"), /sent 1 events/);
  });

  it("goes on where it grew, also from a last line that was cut off", async () => {
    const file = world.write("grows.ndjson", `${events(3)}{"n":4`);
    await succeeds(send(file), /grows\.ndjson:4: [^]*sent 3 events.*left out 1, last line 4/);
    appendFileSync(file, `}\n${events(2, 5)}`);
    await refused(send(file), /3 events of .* already, up to line 3: --resume goes on after it/);
    await succeeds(send(file, "--resume"), /sent 3 events.*last line 6/);
    assert.deepEqual(await sent(), range(6));
  });

  it("is refused when a line that was sent has changed, or is gone", async () => {
    const file = world.write("mended.ndjson", `${events(1)}{"n":\n${events(5, 3)}`);
    await succeeds(send(file), /sent 6 events/);
    for (const content of [events(7), `${events(1)}{"n":\n`, ""]) {
      writeFileSync(file, content);
      for (const how of [[], ["--resume"]]) {
        await refused(send(file, ...how), /is not as it was when its first 7 lines were sent/);
      }
    }
  });

  it("goes on after --strict, with the line mended", async () => {
    const file = world.write("strict.ndjson", `${events(2)}{"n":\n${events(2, 4)}`);
    await refused(send(file, "--strict"), /strict\.ndjson:3: .*sent 2 events.*up to line 2 of/);
    await refused(send(file, "--strict", "--resume"), /strict\.ndjson:3: .*sent 0 events/);
    writeFileSync(file, events(5));
    await succeeds(send(file, "--strict", "--resume"), /sent 3 events.*last line 5/);
    assert.deepEqual(await sent(), range(5));
  });

  it("goes on after --count", async () => {
    const file = world.write("parts.ndjson", events(10));
    await succeeds(send(file, "--count", "4"), /sent 4 events.*last line 4; --resume goes on/);
    await refused(send(file, "--count", "4"), /a run that did not end sent 4 events/);
    await succeeds(send(file, "--count", "4", "--resume"), /sent 4 events.*last line 8/);
    await succeeds(send(file, "--resume"), /sent 2 events.*last line 10 \(earlier runs: 8 sent/);
    assert.deepEqual(await sent(), range(10));
  });

  it("is not known without a checkpoint: --resume says so, and sends nothing", async () => {
    const file = world.write("unknown.ndjson", events(3));
    await refused(send(file, "--resume"), /no run is known that sent/);
    assert.deepEqual(await sent(), []);
  });

  it("adds what is left out to the rejects of the run before", async () => {
    const bad = (n: number) => `{"bad":${n}\n`;
    const file = world.write("rejected.ndjson", `${bad(1)}${events(3)}${bad(2)}${events(3, 4)}`);
    const rejects = world.path("rejects.ndjson");
    await succeeds(send(file, "--rejects", rejects, "--count", "2"), /left out 1, last line 3/);
    await succeeds(send(file, "--rejects", rejects, "--resume"), /left out 1, last line 8/);
    assert.equal(world.read("rejects.ndjson"), bad(1) + bad(2));
    await refused(send(file, "--rejects", rejects, "--again"), /is there already/);
  });

  it("goes on after a stream that failed, with nothing doubled or lost", async () => {
    const file = world.write("fails.ndjson", events(1700));
    const error = new AwsError("AccessDeniedException", "User: u is not authorized", 400);
    const failing = send(file, "--rate", "3000");
    await eventually(async () => (await world.stored(stream)).length >= 600);
    world.cloud.faults.add({ service: "kinesis", operation: "PutRecords", error });
    const { code, output } = await failing;
    assert.equal(code, 1, output);
    const [, count, line] =
      /produce: User: u.*kinesis:PutRecords.*sent (\d+) events.*up to line (\d+) of .*; --resume/.exec(
        output,
      ) ?? [];
    assert.equal(count, line, output);
    assert.deepEqual(await sent(), range(Number(count)));
    world.cloud.faults.clear();
    await refused(send(file), new RegExp(`a run that did not end sent ${count} events`));
    await succeeds(send(file, "--resume"), /last line 1700/);
    assert.deepEqual(await sent(), range(1700));
  });

  it("is known to whom may put records and not describe the stream", async () => {
    const file = world.write("undescribed.ndjson", events(3));
    await succeeds(send(file), /sent 3 events/);
    const error = new AwsError("AccessDeniedException", "no", 400);
    world.cloud.faults.add({ service: "kinesis", operation: "DescribeStreamSummary", error });
    const { code, output } = await send(file);
    assert.equal(code, 1);
    assert.match(
      output,
      /^s\d+ cannot be described \(AccessDeniedException\): records up to 1 MiB/,
    );
    assert.match(output, /^produce: .* was sent to s\d+ already, up to line 3/m);
    await succeeds(send(file, "--again"), /sent 3 events/);
  });

  it("leaves nothing but its checkpoint in the folder", async () => {
    const file = world.write("tidy.ndjson", events(3));
    await succeeds(send(file), /sent 3 events/);
    const left = readdirSync(world.folder).filter((name) => name.startsWith(".tidy"));
    assert.equal(left.length, 1);
    assert.match(left[0] ?? "", /^\.tidy\.ndjson\.s\d+\.[0-9a-f]{8}\.checkpoint\.json$/);
  });
});
