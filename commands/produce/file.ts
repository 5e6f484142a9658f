import type { KinesisClient } from "@aws-sdk/client-kinesis";
import { begin } from "../../producers/import/begin";
import type { Encoding } from "../../producers/import/encoding";
import { importFile } from "../../producers/import/import";
import { openInput, type Input } from "../../producers/import/input";
import type { Source } from "../../producers/record";
import { describeStream } from "../../producers/stream";
import { CommandError, UsageError } from "../command";
import { interruption, signalCodes, type Interruption } from "../interrupt";
import { brokenText, wholeText, type FileEnd } from "./ending";
import type { Place } from "./faults";
import { progressPrinter, say } from "./progress";
import { Rejections } from "./rejections";

/** What the command line says of a file. */
export interface FileOptions {
  readonly source: Source;
  readonly path: string;
  readonly encoding: Encoding;
  readonly count?: number;
  readonly rate?: number;
  readonly strict: boolean;
  /** Where the lines go that are left out. */
  readonly rejects?: string;
  readonly resume: boolean;
  readonly again: boolean;
}

/** Sends the events of a file, and tells what became of each line of it. */
export async function sendFile(
  options: FileOptions,
  client: KinesisClient,
  place: Place & { readonly region: string },
): Promise<void> {
  const input = await asUsage(openInput(options.path, options.encoding));
  try {
    await sendInput(input, options, client, place);
  } finally {
    // Once all is told: a pipe that nobody writes to would keep the process from its end.
    if (!input.rereadable) setImmediate(() => process.exit());
  }
}

async function sendInput(
  input: Input,
  { rejects, ...reading }: FileOptions,
  client: KinesisClient,
  place: Place & { readonly region: string },
): Promise<void> {
  const interrupted: { by?: Interruption } = {};
  const signal = interruption((by) => {
    interrupted.by = by;
  });
  const { source } = reading;
  const { streamName, region, endpoint } = place;
  const { identity, maxRecordBytes } = await describeStream(
    client,
    { name: streamName, region, ...(endpoint !== undefined && { endpoint }) },
    say,
  );
  const begun = await begin(input, identity, {
    ...reading,
    ...(rejects !== undefined && { rejects }),
  });
  const rejections = new Rejections(say);
  const showProgress = progressPrinter(streamName);
  const started = Date.now();
  const result = await importFile({
    ...reading,
    ...begun,
    input,
    client,
    streamName,
    maxRecordBytes,
    signal,
    note: (text) => {
      say(`${input.name}: ${text}`);
    },
    rejected: (line, reason) => {
      rejections.add(`${input.name}:${line}`, reason);
    },
    onProgress: (progress) => {
      rejections.release();
      showProgress(progress);
    },
  });
  begun.release();
  const { first: firstRejected } = rejections;
  const end: FileEnd = {
    ...place,
    file: input.name,
    format: source.file.description,
    started,
    ...(firstRejected !== undefined && { firstRejected }),
    rereadable: input.rereadable,
  };
  if (result.sent + result.before.sent > 0 || result.end !== "finished") rejections.end();
  if (result.end === "finished" || result.end === "count") {
    say(wholeText(result, end));
    return;
  }
  const text = brokenText(result, end);
  if (interrupted.by === undefined) throw new CommandError(text);
  say(`produce: ${text}`);
  process.exitCode = signalCodes[interrupted.by];
}

/** A file that cannot be read, or written to, is a mistake of the caller's. */
async function asUsage<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw error instanceof Error ? new UsageError(error.message) : error;
  }
}
