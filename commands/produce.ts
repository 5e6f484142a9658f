import { KinesisClient } from "@aws-sdk/client-kinesis";
import { sources } from "../producers";
import { encodingNames, encodings, type Encoding } from "../producers/import/encoding";
import { seededRandom } from "../producers/random";
import type { OutgoingRecord, Source } from "../producers/record";
import { sendRecords, type SendOptions } from "../producers/send";
import { clientSettings, regionUsage, stackName } from "./aws";
import { positive, positiveInteger, runCommand, UsageError, type ParsedArguments } from "./command";
import { interruption, signalCodes, type Interruption } from "./interrupt";
import { withRemedy } from "./produce/faults";
import { sendFile } from "./produce/file";
import { progressPrinter, say, sentText } from "./produce/progress";

const usage = `Usage: npm run produce -- <scenario> [options]

Sends events to a scenario's stream: generated ones, or those of a file.

Scenarios:
${sources.map((s) => `  ${s.scenario.padEnd(14)} ${s.stream}; --file takes ${s.file.description}`).join("\n")}

Options:
  --count N         how many events (default 100; with --file, all of them)
  --rate R          events per second (default: as fast as the stream takes them)
  --continuous      until Ctrl-C, at --rate or the scenario's own pace
  --seed S          seed of the generator (default: a new one each run, printed)
  --file PATH       send the events of this file; - is standard input
  --encoding NAME   the file's: ${encodingNames.join(", ")} (default utf8)
  --rejects FILE    write the lines that are left out to this file, byte for byte
  --strict          end at the first line that is none of the format's, instead of leaving it out
  --resume          go on after the last line that an earlier run of the file sent
  --again           send the whole file, though it was sent before
  --stack NAME      the stack whose stream to use (default dev)
  --stream NAME     the stream's name, where it is none of the stack's
  --endpoint URL    e.g. http://127.0.0.1:4566 for npm run local (default: AWS_ENDPOINT_URL, else AWS)
  --region NAME     ${regionUsage}
  --help

Lines of a file that are no events, or that stream or pipeline would refuse, are left out and told of.
How far a file was sent is kept beside it (.<file>.<stream>.….checkpoint.json): without --resume or --again
nothing is sent twice. More of all this is in docs/producers.md.

Exit codes: 0 all else was sent; 1 it was not; 2 wrong usage; 130 Ctrl-C (0 where --continuous generates),
143 SIGTERM, 129 a closed terminal.
`;

const options = {
  count: { type: "string" },
  rate: { type: "string" },
  continuous: { type: "boolean", default: false },
  seed: { type: "string" },
  file: { type: "string" },
  encoding: { type: "string" },
  rejects: { type: "string" },
  strict: { type: "boolean", default: false },
  resume: { type: "boolean", default: false },
  again: { type: "boolean", default: false },
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

type Values = ParsedArguments<typeof options>["values"];

function eventsOf(source: Source, values: Values) {
  const count = positiveInteger("count", values.count);
  const seed = positiveInteger("seed", values.seed) ?? Math.floor(Math.random() * 2 ** 31) + 1;
  process.stderr.write(`seed ${seed}\n`);
  return take(generated(source, seed), count ?? (values.continuous ? Infinity : 100));
}

function encodingOf(name: string | undefined): Encoding {
  const known = encodingNames.find((each) => each === (name ?? "utf8"));
  if (known !== undefined) return encodings[known];
  throw new UsageError(`--encoding must be one of ${encodingNames.join(", ")}, not "${name}"`);
}

/** Options that mean nothing without, or with, a file. */
function checkTogether(values: Values): void {
  const given = (name: keyof Values) => values[name] !== undefined && values[name] !== false;
  const ofFiles = (["encoding", "rejects", "strict", "resume", "again"] as const).find(given);
  if (ofFiles !== undefined && !given("file"))
    throw new UsageError(`--${ofFiles} goes with --file`);
  if (values.resume && values.again) throw new UsageError("--resume or --again, not both");
  if (values.resume && values.file === "-") {
    throw new UsageError("standard input cannot be resumed: name a file");
  }
  if (given("seed") && given("file")) {
    throw new UsageError("--seed is for generated events: leave it out with --file");
  }
}

async function produce({ values, positionals }: ParsedArguments<typeof options>): Promise<void> {
  const source = sourceOf(positionals);
  checkTogether(values);
  const { file: path } = values;
  const count = positiveInteger("count", values.count);
  const rate =
    positive("rate", values.rate) ?? (values.continuous ? source.continuousRate : undefined);
  const pace = { ...(count !== undefined && { count }), ...(rate !== undefined && { rate }) };
  const settings = clientSettings(values);
  const place = {
    streamName: values.stream ?? stackName(source.stream, values.stack),
    ...settings,
  };
  const encoding = encodingOf(values.encoding);
  // An endpoint that never answers must not hold the command up for minutes.
  const client = new KinesisClient({ ...settings, requestHandler: { requestTimeout: 30_000 } });
  try {
    if (path === undefined) {
      await sendGenerated(source, values, { client, ...place, ...pace });
    } else {
      const { strict, resume, again, rejects } = values;
      const rejecting = rejects === undefined ? {} : { rejects };
      const options = { source, path, encoding, strict, resume, again, ...rejecting, ...pace };
      await sendFile(options, client, place);
    }
  } catch (error) {
    throw withRemedy(error, place);
  } finally {
    client.destroy();
  }
}

async function sendGenerated(source: Source, values: Values, to: SendOptions): Promise<void> {
  const events = eventsOf(source, values);
  const interrupted: { by?: Interruption } = {};
  const signal = interruption((by) => {
    interrupted.by = by;
  });
  const started = Date.now();
  const onProgress = progressPrinter(to.streamName);
  const progress = await sendRecords(events, { ...to, signal, onProgress });
  say(sentText(progress, to.streamName, started));
  // A run without an end is meant to be ended so.
  if (interrupted.by !== undefined && !values.continuous) {
    process.exitCode = signalCodes[interrupted.by];
  }
}

void runCommand({ name: "produce", usage, options, run: produce });
