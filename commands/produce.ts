import { existsSync } from "node:fs";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { sources } from "../producers";
import { readEvents } from "../producers/file";
import { seededRandom } from "../producers/random";
import type { OutgoingRecord, Source } from "../producers/record";
import { sendRecords, type SendProgress } from "../producers/send";
import { clientSettings, stackName } from "./aws";
import {
  CommandError,
  positive,
  positiveInteger,
  runCommand,
  UsageError,
  type ParsedArguments,
} from "./command";

const usage = `Usage: npm run produce -- <scenario> [options]

Sends events to a scenario's stream: generated ones, or those of a file.

Scenarios:
${sources.map((s) => `  ${s.scenario.padEnd(14)} ${s.stream}; --file takes ${s.file.description}`).join("\n")}

Options:
  --count N         how many events (default 100; with --file, all of them)
  --rate R          events per second (default: as fast as the stream takes them)
  --continuous      until Ctrl-C, at --rate or the scenario's own pace
  --seed S          seed of the generator (default: a new one each run, printed)
  --file PATH       send the events of this file
  --stack NAME      the stack whose stream to use (default dev)
  --stream NAME     the stream's name, where it is none of the stack's
  --endpoint URL    e.g. http://127.0.0.1:4566 for npm run local (default: AWS_ENDPOINT_URL, else AWS)
  --region NAME     default: AWS_REGION, else us-east-1
  --help
`;

const options = {
  count: { type: "string" },
  rate: { type: "string" },
  continuous: { type: "boolean", default: false },
  seed: { type: "string" },
  file: { type: "string" },
  stack: { type: "string", default: "dev" },
  stream: { type: "string" },
  endpoint: { type: "string" },
  region: { type: "string" },
} as const;

function sourceOf(positionals: readonly string[]): Source {
  const source = sources.find(({ scenario }) => scenario === positionals[0]);
  if (source === undefined || positionals.length > 1) {
    const names = sources.map(({ scenario }) => scenario).join(", ");
    throw new UsageError(`name one scenario: ${names}`);
  }
  return source;
}

async function* take(records: AsyncIterable<OutgoingRecord>, count: number) {
  let taken = 0;
  for await (const record of records) {
    yield record;
    taken += 1;
    if (taken === count) return;
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- the same shape as a file's events
async function* generated(source: Source, seed: number): AsyncGenerator<OutgoingRecord> {
  const random = seededRandom(seed);
  for (;;) yield source.generate(random, new Date());
}

function eventsOf(source: Source, values: ParsedArguments<typeof options>["values"]) {
  const count = positiveInteger("count", values.count);
  if (values.file !== undefined) {
    if (!existsSync(values.file)) throw new UsageError(`there is no file ${values.file}`);
    return take(readEvents(source, values.file), count ?? Infinity);
  }
  const seed = positiveInteger("seed", values.seed) ?? Math.floor(Math.random() * 2 ** 31) + 1;
  process.stderr.write(`seed ${seed}\n`);
  return take(generated(source, seed), count ?? (values.continuous ? Infinity : 100));
}

/** At most one line a second, or one that is rewritten on a terminal. */
function progressPrinter(streamName: string) {
  let last = 0;
  return ({ sent, retried }: SendProgress) => {
    if (Date.now() - last < (process.stderr.isTTY ? 100 : 1000)) return;
    last = Date.now();
    const text = `${sent} events to ${streamName}${retried > 0 ? `, ${retried} sent again` : ""}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
}

function summary({ sent, retried }: SendProgress, streamName: string, started: number): string {
  const seconds = Math.max((Date.now() - started) / 1000, 0.001);
  return (
    `${process.stderr.isTTY ? "\r\x1b[K" : ""}sent ${sent} events to ${streamName} ` +
    `in ${seconds.toFixed(1)} s (${Math.round(sent / seconds)}/s)` +
    `${retried > 0 ? `, ${retried} sent again` : ""}\n`
  );
}

async function produce({ values, positionals }: ParsedArguments<typeof options>): Promise<void> {
  const source = sourceOf(positionals);
  const rate =
    positive("rate", values.rate) ?? (values.continuous ? source.continuousRate : undefined);
  const streamName = values.stream ?? stackName(source.stream, values.stack);
  const events = eventsOf(source, values);
  const settings = clientSettings(values);
  const client = new KinesisClient(settings);
  const interrupted = new AbortController();
  process.once("SIGINT", () => {
    interrupted.abort();
  });
  const started = Date.now();
  try {
    const sent = await sendRecords(events, {
      client,
      streamName,
      signal: interrupted.signal,
      onProgress: progressPrinter(streamName),
      ...(rate === undefined ? {} : { rate }),
    });
    process.stderr.write(summary(sent, streamName, started));
  } catch (error) {
    throw withRemedy(error, streamName, settings.endpoint);
  } finally {
    client.destroy();
  }
}

/** What to do about a fault, where that is known. */
function withRemedy(error: unknown, streamName: string, endpoint = "AWS"): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === "ResourceNotFoundException") {
    return new CommandError(
      `there is no stream ${streamName} at ${endpoint}: deploy it first (pulumi up, or npm run ` +
        `local with --endpoint http://127.0.0.1:4566), or name another with --stack or --stream`,
    );
  }
  // Over HTTP/2 the client says why only in the message.
  if (error.message.includes("ECONNREFUSED")) {
    return new CommandError(`nothing answers at ${endpoint}: start it with npm run local`);
  }
  if (error.name === "CredentialsProviderError") {
    return new CommandError(
      `${error.message}: sign in to AWS, or give --endpoint for the local cloud`,
    );
  }
  return error.constructor === Error ? new CommandError(error.message) : error;
}

void runCommand({ name: "produce", usage, options, run: produce });
