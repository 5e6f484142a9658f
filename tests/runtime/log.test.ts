import { deepEqual, equal, ok } from "node:assert/strict";
import type { JsonValue } from "../../runtime/types";
import { suiteCloud } from "./support/suite";
import { consumer, sink, type Event } from "./support/consumer";
import { invoke } from "./support/container";
import { batch, sequenceNumber } from "./support/factories";

describe("the log line", () => {
  suiteCloud();

  it("logs one line an invocation, in embedded metric format", async () => {
    const { line, log } = await invoke(consumer([sink("A")]), batch({ n: 1 }, "poison", { n: 2 }));
    equal(log.trimEnd().split("\n").length, 1);
    const { _aws, DurationMs, ...rest } = line as unknown as {
      _aws: { Timestamp: number; CloudWatchMetrics: unknown[] };
      DurationMs: number;
    };
    ok(DurationMs >= 0 && Date.now() - _aws.Timestamp < 60_000);
    deepEqual(_aws.CloudWatchMetrics, [
      {
        Namespace: "StreamPipelines",
        Dimensions: [["pipeline", "consumer"]],
        Metrics: [
          { Name: "Received", Unit: "Count" },
          { Name: "Written", Unit: "Count" },
          { Name: "Quarantined", Unit: "Count" },
          { Name: "Failed", Unit: "Count" },
          { Name: "DurationMs", Unit: "Milliseconds" },
        ],
      },
    ]);
    deepEqual(rest, {
      pipeline: "test",
      consumer: "store",
      Received: 3,
      Written: 2,
      Quarantined: 1,
      Failed: 0,
      requestId: "11111111-2222-3333-4444-555555555555",
      shard: "shardId-000000000000",
      lowestSequenceNumber: sequenceNumber(0),
      highestSequenceNumber: sequenceNumber(2),
      written: { A: 2 },
      reasons: [`quarantined ${sequenceNumber(1)} at decode`],
    });
  });

  it("keeps what records say out of the log, and its reasons few", async () => {
    const parse = (value: JsonValue): Event => {
      throw new Error(`cannot use ${JSON.stringify(value)}`);
    };
    const secrets = Array.from({ length: 50 }, () => ({ card: "4111-1111" }));
    const { log, line } = await invoke(consumer([sink("A")], parse), batch(...secrets));
    ok(!log.includes("4111"));
    equal(line.reasons.length, 5);
  });
});
