import { realpath } from "node:fs/promises";
import type { StreamIdentity } from "../stream";
import { writeCheckpoint } from "./checkpoint";
import { takeLocation } from "./checkpoints";
import type { Encoding } from "./encoding";
import type { ImportOptions } from "./import";
import type { Input } from "./input";
import { RejectsFile } from "./rejects";
import { beginning, startIn, type Start, type Wish } from "./resume";

export interface BeginOptions extends Wish {
  readonly path: string;
  readonly encoding: Encoding;
  /** The file for the lines that are left out. */
  readonly rejects?: string;
}

/** Where an import begins and what it writes beside the stream. */
export interface Begun extends Pick<ImportOptions, "start" | "keep" | "rejects"> {
  /** Lets others send the file. */
  release(): void;
}

/**
 * Takes an input for this process, and finds where to begin in it. Throws an Error with the remedy
 * where it was sent before, is being sent, or where `rejects` would be written over.
 */
export async function begin(
  input: Input,
  stream: StreamIdentity,
  options: BeginOptions,
): Promise<Begun> {
  if (!input.rereadable) {
    const rejects = await rejectsFor(options, beginning);
    return { start: beginning, ...rejects, release: () => undefined };
  }
  const file = await realpath(options.path);
  const location = await takeLocation(file, stream);
  try {
    const start = await startIn(input, options.encoding, location, options);
    const { rejects } = await rejectsFor(options, start);
    const known = rejects?.path ?? start.rejects;
    return {
      start,
      ...(rejects && { rejects }),
      keep: (state) =>
        writeCheckpoint(location.name, {
          ...{ version: 1, file, stream, ...state },
          ...(known !== undefined && { rejects: known }),
        }),
      release: () => {
        location.release();
      },
    };
  } catch (error) {
    location.release();
    throw error;
  }
}

async function rejectsFor(
  { rejects, path }: BeginOptions,
  start: Start,
): Promise<{ readonly rejects?: RejectsFile }> {
  if (rejects === undefined) return {};
  return { rejects: await RejectsFile.open(rejects, path, (full) => full === start.rejects) };
}
