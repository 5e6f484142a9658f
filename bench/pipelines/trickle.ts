import type { OutputOf } from "../../local/gateway/model/apis";
import path from "node:path";
import type { LocalStack } from "../../local/stack";
import { runScript } from "../child";
import type { Put, Trickle } from "./sending";
import { delivered, processed } from "./world";

/** The part of a handler's log line that tells what was stored, and when. */
interface Line {
  readonly _aws: { readonly Timestamp: number };
  readonly shard: string;
  readonly lowestSequenceNumber: string;
  readonly highestSequenceNumber: string;
  readonly Failed: number;
}

async function linesOf(stack: LocalStack, functionName: string): Promise<Line[]> {
  const lines: Line[] = [];
  let nextToken: string | undefined;
  do {
    const page: OutputOf<"logs", "FilterLogEvents"> = await stack.cloud.client.call(
      "logs",
      "FilterLogEvents",
      { logGroupName: `/aws/lambda/${functionName}`, nextToken },
    );
    const messages = (page.events ?? []).map(({ message = "" }) => message);
    const ours = messages.filter((message) => message.startsWith('{"_aws"'));
    lines.push(...ours.map((message) => JSON.parse(message) as Line));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return lines;
}

function holds(line: Line, put: Put): boolean {
  const [low, high, sought] = [
    line.lowestSequenceNumber,
    line.highestSequenceNumber,
    put.sequenceNumber,
  ].map(BigInt) as [bigint, bigint, bigint];
  return line.shard === put.shardId && line.Failed === 0 && low <= sought && sought <= high;
}

/** Where a record ends up: the function that stores it. */
export interface Consumer {
  readonly scenario: string;
  readonly functionName: string;
}

export interface TrickleOptions {
  readonly seconds: number;
  readonly perSecond: number;
  /** Deliveries of one record of each scenario, over all consumers. */
  readonly deliveries: number;
}

async function run(stack: LocalStack, scenarios: readonly string[], options: TrickleOptions) {
  const { seconds, perSecond, deliveries } = options;
  const due = delivered(stack) + seconds * perSecond * deliveries;
  const asked: Trickle = { endpoint: stack.cloud.endpoint, scenarios, seconds, perSecond };
  const file = path.join(__dirname, "trickle-sender.ts");
  const puts = await runScript<Put[]>(file, [JSON.stringify(asked)]);
  await processed(stack, due);
  return puts;
}

/**
 * Sends each scenario single records at a steady rate, and returns by scenario the milliseconds from
 * put to stored: until the end of the handler, which waits for its sinks, rounded up.
 */
export async function trickle(
  stack: LocalStack,
  consumers: readonly Consumer[],
  options: TrickleOptions,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const scenarios = consumers.map(({ scenario }) => scenario);
  // Functions that have started, code that has run.
  await run(stack, scenarios, { ...options, seconds: 2 });
  const puts = await run(stack, scenarios, options);
  const latencies = new Map<string, number[]>();
  for (const { scenario, functionName } of consumers) {
    const lines = await linesOf(stack, functionName);
    const own = puts.filter((put) => put.scenario === scenario);
    latencies.set(
      scenario,
      own.map((put) => {
        const line = lines.find((each) => holds(each, put));
        if (line === undefined) throw new Error(`${scenario} did not store ${put.sequenceNumber}`);
        return line._aws.Timestamp + 1 - put.at;
      }),
    );
  }
  return latencies;
}
