import { setTimeout as sleep } from "node:timers/promises";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import type { Cloud } from "../local/cloud";
import { sendRecords } from "../producers/send";
import type { ClientSettings } from "../queries/clients";
import { ProgressLine } from "./progress";
import type { Sample } from "./samples";

/** Without any progress for so long, the play has failed. */
const stallMs = 30_000;

/**
 * Sends every sample to its stream, all at once, and waits until every consumer has processed what
 * came. Throws when a stream refuses, or when nothing moves for 30 s.
 */
export async function play(
  samples: readonly Sample[],
  cloud: Cloud,
  settings: ClientSettings,
  signal: AbortSignal,
  output: NodeJS.WriteStream = process.stdout,
): Promise<void> {
  const client = new KinesisClient(settings);
  const progress = new ProgressLine(output);
  const sent = new Map<string, number>();
  const ended = new AbortController();
  const state = () => stateOf(samples, sent, cloud);
  const watching = watch(() => {
    progress.show(state());
  }, ended.signal);
  try {
    await Promise.all(
      samples.map((sample) =>
        sendRecords(sample.records, {
          client,
          streamName: sample.stream,
          signal,
          onProgress: (now) => sent.set(sample.stream, now.sent),
        }),
      ),
    );
    await untilProcessed(cloud, signal);
  } finally {
    ended.abort();
    await watching;
    progress.end();
    client.destroy();
  }
}

function stateOf(samples: readonly Sample[], sent: ReadonlyMap<string, number>, cloud: Cloud) {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  const mappings = cloud.mappings.stats();
  const delivered = sum(mappings.map(({ recordsDelivered }) => recordsDelivered));
  const due = sum(
    mappings.map(({ eventSourceArn }) => sent.get(eventSourceArn.split("/")[1] ?? "") ?? 0),
  );
  return {
    sent: sum([...sent.values()]),
    toSend: sum(samples.map(({ records }) => records.length)),
    delivered,
    lag: Math.max(0, due - delivered),
  };
}

async function watch(look: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    look();
    await sleep(50);
  }
}

/** Waits until every consumer has processed what its stream holds. Throws when nothing moves for 30 s. */
export async function untilProcessed(cloud: Cloud, signal: AbortSignal): Promise<void> {
  let moved = Date.now();
  let before = "";
  while (!(cloud.mappings.idle() && cloud.firehose.idle())) {
    signal.throwIfAborted();
    const now = JSON.stringify(cloud.mappings.stats());
    if (now !== before) moved = Date.now();
    before = now;
    if (Date.now() - moved > stallMs) {
      const results = cloud.mappings
        .stats()
        .map(({ functionArn, lastProcessingResult }) => `${functionArn}: ${lastProcessingResult}`);
      throw new Error(`nothing moved for ${stallMs / 1000} s:\n${results.join("\n")}`);
    }
    await sleep(20);
  }
}
