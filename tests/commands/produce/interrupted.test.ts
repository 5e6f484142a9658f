import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { AwsError } from "../../../local/gateway/service";
import { eventually } from "../../eventually";
import { events, numbers, World } from "./world";

const range = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe("an import that is ended from outside", () => {
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

  const args = (file: string) => ["event-logs", "--stream", stream, "--file", file];
  const sent = async () => numbers(await world.stored(stream));
  const some = () => eventually(async () => (await world.stored(stream)).length >= 100);

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    it(`says how far it came on ${signal}, and goes on with --resume`, async () => {
      const file = world.write(`${signal}.ndjson`, events(900));
      const running = world.start(...args(file), "--rate", "300");
      await some();
      running.signal(signal);
      assert.equal(await running.ended, code, running.output);
      const [, count, line] =
        /interrupted\. sent (\d+) events .* up to line (\d+) of .*; --resume goes on after it/.exec(
          running.output,
        ) ?? [];
      assert.equal(count, line, running.output);
      assert(Number(count) < 900);
      assert.deepEqual(await sent(), range(Number(count)));
      const { output } = await world.produce(...args(file), "--resume");
      assert.match(output, new RegExp(`last line 900 \\(earlier runs: ${count} sent`));
      assert.deepEqual(await sent(), range(900));
    });
  }

  it("ends at once on a second Ctrl-C, with its checkpoint whole and its lock gone", async () => {
    const file = world.write("twice.ndjson", events(1000));
    const running = world.start(...args(file), "--rate", "500");
    await some();
    // Refused again and again, so that the running request does not end soon.
    const error = new AwsError("ProvisionedThroughputExceededException", "slow down", 400);
    world.cloud.faults.add({ service: "kinesis", operation: "PutRecords", error });
    const before = performance.now();
    running.signal("SIGINT");
    const again = setInterval(() => {
      running.signal("SIGINT");
    }, 100);
    assert.equal(await running.ended, 130, running.output);
    clearInterval(again);
    assert(performance.now() - before < 5000);
    world.cloud.faults.clear();
    assert.deepEqual(
      readdirSync(world.folder).filter((name) => name.endsWith(".lock")),
      [],
    );
    await world.produce(...args(file), "--resume");
    assert.deepEqual(await sent(), range(1000));
  });

  it("loses nothing when it is killed, and sends at most one request twice", async () => {
    const file = world.write("killed.ndjson", events(12_000));
    for (let kills = 0; kills < 6; kills++) {
      const count = (await world.stored(stream)).length;
      const running = world.start(
        ...[...args(file), "--rate", "20000"],
        ...(kills > 0 ? ["--resume"] : []),
      );
      await eventually(async () => (await world.stored(stream)).length > count);
      running.signal("SIGKILL");
      await running.ended;
    }
    const { code, output } = await world.produce(...args(file), "--resume");
    assert.equal(code, 0, output);
    const all = await sent();
    assert.deepEqual(
      [...new Set(all)].sort((a, b) => a - b),
      range(12_000),
    );
    assert(all.length <= 12_000 + 6 * 500, String(all.length));
  });

  it("keeps a second run of the file out until it has ended, however it ends", async () => {
    // More than three minutes' worth: on a busy machine three other runs take long.
    const file = world.write("both.ndjson", events(20_000));
    const running = world.start(...args(file), "--rate", "100");
    await some();
    for (const how of [[], ["--resume"], ["--again"]]) {
      const { code, output } = await world.produce(...args(file), ...how);
      assert.equal(code, 1);
      assert.match(output, new RegExp(`^produce: process ${running.pid} is sending .*both.ndjson`));
    }
    running.signal("SIGKILL");
    await running.ended;
    const { code, output } = await world.produce(...args(file), "--resume");
    assert.equal(code, 0, output);
    assert.deepEqual([...new Set(await sent())], range(20_000));
  });
});

describe("standard input", () => {
  let world: World;
  before(async () => {
    world = await World.create("in");
  });
  after(() => world.stop());

  it("is sent as it comes, and told of by line", async () => {
    const running = world.start("event-logs", "--stream", "in", "--file", "-");
    running.stdin.write('{"n":1}\n{"n":\n{"n":2}\n');
    await eventually(async () => (await world.stored("in")).length === 2);
    running.stdin.write('{"n":3}\n{"n":4');
    await eventually(async () => (await world.stored("in")).length === 3);
    running.signal("SIGINT");
    assert.equal(await running.ended, 130);
    assert.match(running.output, /standard input:2: /);
    assert.match(running.output, /sent 3 events.*left out 1, up to line 4 of standard input/);
    assert.deepEqual(numbers(await world.stored("in")), [1, 2, 3]);
  });

  it("ends with its end, or with the stream's failure though nobody ends it", async () => {
    const whole = world.start("event-logs", "--stream", "in", "--file", "-");
    whole.stdin.write(events(3, 10));
    whole.stdin.end();
    assert.equal(await whole.ended, 0, whole.output);
    assert.match(whole.output, /sent 3 events.*last line 3\n/);
    const error = new AwsError("AccessDeniedException", "no", 400);
    world.cloud.faults.add({ service: "kinesis", operation: "PutRecords", error });
    const failing = world.start("event-logs", "--stream", "in", "--file", "-");
    failing.stdin.write(events(3, 20));
    assert.equal(await failing.ended, 1, failing.output);
    world.cloud.faults.clear();
  });

  it("cannot be resumed", async () => {
    const { code, output } = await world.produce("event-logs", "--file", "-", "--resume");
    assert.equal(code, 2);
    assert.match(output, /standard input cannot be resumed/);
  });
});
