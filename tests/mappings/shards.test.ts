import assert from "node:assert/strict";

import { AwsError } from "../../local/gateway/service";
import { bodies, FUNCTION, ROLE } from "./fakes/functions";
import { Gate } from "./fakes/gate";
import { STREAM } from "./fakes/streams";
import { settle } from "./fakes/time";
import { numbered, Workbench } from "./fakes/workbench";

describe("shards and positions", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => bench.mappings.stop());

  it("starts at LATEST from the moment of creation, and misses nothing after it", async () => {
    bench.put("before");
    await bench.call("CreateEventSourceMapping", {
      EventSourceArn: STREAM,
      FunctionName: FUNCTION,
      StartingPosition: "LATEST",
    });
    bench.put("after");
    await settle();
    assert.deepEqual(bench.functions.batches, [["after"]]);
  });

  it("keeps LATEST of a mapping that is created disabled", async () => {
    bench.put("before");
    const { UUID } = await bench.map({ StartingPosition: "LATEST", Enabled: false });
    assert.equal((await bench.get(UUID)).State, "Disabled");
    bench.put("while disabled");
    await bench.update(UUID, { Enabled: true });
    assert.deepEqual(bench.functions.batches, [["while disabled"]]);
  });

  it("starts at a timestamp", async () => {
    bench.put("old");
    await bench.time.advance(10_000);
    bench.put("young");
    const StartingPositionTimestamp = bench.time.now() / 1000 - 1;
    await bench.map({ StartingPosition: "AT_TIMESTAMP", StartingPositionTimestamp });
    assert.deepEqual(bench.functions.batches, [["young"]]);
  });

  it("reads the children of a split only when the parent is processed", async () => {
    const gate = new Gate();
    bench.functions.handle(gate.handler);
    await bench.map();
    bench.put("parent");
    await settle();
    const [left = "", right = ""] = bench.streams.split("shardId-000000000000");
    bench.streams.put("left", "a", left);
    bench.streams.put("right", "b", right);
    await settle();
    assert.deepEqual(gate.inside, ["parent"]);
    assert.ok(!bench.mappings.idle());
    await gate.release();
    assert.deepEqual(gate.inside.slice(1).sort(), ["left", "right"]);
    await gate.release();
    assert.ok(bench.mappings.idle());
  });

  it("reads the child of a merge only when both parents are processed", async () => {
    bench.streams.create(STREAM, 2);
    const gate = new Gate();
    bench.functions.handle(gate.handler);
    bench.streams.put("one", "a", "shardId-000000000000");
    bench.streams.split("shardId-000000000000", 0);
    bench.streams.split("shardId-000000000001", 0);
    const parents = ["shardId-000000000000", "shardId-000000000001"];
    bench.streams.put("merged", "a", bench.streams.addShard(STREAM, parents));
    await bench.map();
    assert.deepEqual(gate.inside, ["one"]);
    await gate.release();
    assert.deepEqual(gate.inside, ["one", "merged"]);
    await gate.release();
  });

  it("starts at LATEST in the open shards of a stream that was split before", async () => {
    bench.put("old");
    const [left = ""] = bench.streams.split("shardId-000000000000");
    bench.streams.put("before", "a", left);
    await bench.map({ StartingPosition: "LATEST" });
    bench.streams.put("after", "a", left);
    await settle();
    assert.deepEqual(bench.functions.batches, [["after"]]);
  });

  it("processes the shards of a stream at once", async () => {
    bench.streams.create(STREAM, 2);
    const gate = new Gate();
    bench.functions.handle(gate.handler);
    bench.streams.put("a", "a", "shardId-000000000000");
    bench.streams.put("b", "b", "shardId-000000000001");
    await bench.map();
    assert.deepEqual(gate.inside.sort(), ["a", "b"]);
    await gate.release();
  });

  it("does not let a mapping that fails slow another one down", async () => {
    const other = FUNCTION.replace("store", "alert");
    bench.functions.handle(() => {
      throw new Error("always");
    });
    const seen: string[] = [];
    bench.functions.handle((event) => {
      seen.push(...bodies(event));
      return null;
    }, other);
    await bench.map({ BatchSize: 1 });
    await bench.map({ BatchSize: 1, FunctionName: other });
    bench.put(...numbered(5));
    await settle();
    assert.deepEqual(seen, numbered(5));
  });

  it("says so, and rests, when the stream is deleted", async () => {
    bench.put("last");
    const { UUID } = await bench.map();
    bench.streams.delete();
    await settle();
    const { LastProcessingResult } = await bench.get(UUID);
    assert.equal(LastProcessingResult, `PROBLEM: The stream ${STREAM} has been deleted`);
    const before = bench.streams.reads;
    await bench.time.advance(600_000);
    assert.equal(bench.streams.reads, before);
    assert.ok(bench.mappings.idle());
  });

  it("delivers what it has read of a stream that is deleted, then gives up", async () => {
    bench.functions.handle((_, invocation) => {
      if (invocation > 1) throw new Error("always");
      return null;
    });
    bench.put(...numbered(3));
    const { UUID } = await bench.map({ BatchSize: 2 });
    bench.streams.delete();
    await bench.time.advance(1_000);
    assert.deepEqual(bench.functions.batches, [["1", "2"], ["3"]]);
    assert.match((await bench.get(UUID)).LastProcessingResult, /has been deleted/);
  });
});

describe("the permission to read a stream", () => {
  it("is the function's role's, at creation and as long as the mapping lives", async () => {
    let allowed = false;
    const asked: string[] = [];
    const bench = new Workbench({
      authorize(principal, [action, resource]) {
        assert.deepEqual(principal, { kind: "role", roleArn: ROLE, sessionName: "awslambda" });
        asked.push(`${action} ${resource}`);
        if (!allowed) throw new AwsError("AccessDeniedException", `not allowed: ${action}`);
      },
    });
    await assert.rejects(bench.map(), /Cannot access stream .*ensure the role can perform/);
    allowed = true;
    const { UUID } = await bench.map();
    assert.ok(asked.includes(`kinesis:GetRecords ${STREAM}`));
    allowed = false;
    await bench.time.advance(1_000);
    bench.put("1");
    await settle();
    const { LastProcessingResult } = await bench.get(UUID);
    assert.match(LastProcessingResult, /^PROBLEM: Lambda failed to read .*not allowed/);
    assert.deepEqual(bench.functions.batches, []);
    allowed = true;
    await bench.time.advance(1_000);
    assert.deepEqual(bench.functions.batches, [["1"]]);
    await bench.mappings.stop();
  });
});
