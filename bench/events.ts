import type { KinesisEvent } from "../runtime/invocation/event";
import { sources } from "../producers";
import { seededRandom } from "../producers/random";
import type { OutgoingRecord, Source } from "../producers/record";

export function sourceOf(scenario: string): Source {
  const source = sources.find((each) => each.scenario === scenario);
  if (source === undefined) throw new Error(`there is no producer of ${scenario}`);
  return source;
}

/** A scenario's events as its producer generates them, the same for the same seed. */
export function generatedRecords(scenario: string, count: number, seed: number): OutgoingRecord[] {
  const source = sourceOf(scenario);
  const random = seededRandom(seed + 1);
  const start = Date.UTC(2026, 0, 1) + seed * 1_000_000;
  return Array.from({ length: count }, (_, index) =>
    source.generate(random, new Date(start + index)),
  );
}

/** Records as Lambda delivers them: a batch of one shard, in order. */
export function eventOf(
  stream: string,
  records: readonly OutgoingRecord[],
  batch: number,
): KinesisEvent {
  const eventSourceARN = `arn:aws:kinesis:us-east-1:000000000000:stream/${stream}`;
  const first = 49_600_000_000_000_000_000_000n + BigInt(batch) * 1_000_000n;
  return {
    Records: records.map(({ partitionKey, data }, index) => {
      const sequenceNumber = String(first + BigInt(index));
      return {
        kinesis: {
          partitionKey,
          sequenceNumber,
          data: Buffer.from(data).toString("base64"),
          approximateArrivalTimestamp: 1_767_225_600 + batch + index / 1000,
        },
        eventID: `shardId-000000000000:${sequenceNumber}`,
        eventSourceARN,
      };
    }),
  };
}
