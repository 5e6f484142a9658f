import { open, rename, type FileHandle } from "node:fs/promises";
import type { StreamIdentity } from "../stream";

/** How far a file was sent to a stream. */
export interface Checkpoint {
  readonly version: 1;
  /** The file's real path when it was written. */
  readonly file: string;
  readonly stream: StreamIdentity;
  /** Up to this line all is sent or left out. */
  readonly line: number;
  /** Of the lines up to it: whether a file begins as this one did. */
  readonly digest: string;
  /** First lines of what is sent or left out beyond, while something before it is not. */
  readonly beyond: readonly number[];
  readonly sent: number;
  readonly leftOut: number;
  /** The file that has the lines that were left out. */
  readonly rejects?: string;
  /** Whether the line was the file's last. */
  readonly finished: boolean;
}

/** Throws an Error when the text is no checkpoint. */
export function parseCheckpoint(text: string): Checkpoint {
  const value: unknown = JSON.parse(text);
  if (!isCheckpoint(value)) throw new Error("it is no checkpoint");
  return value;
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (typeof value !== "object" || value === null) return false;
  const { version, file, stream, line, digest, beyond, sent, leftOut, rejects, finished } =
    value as Record<keyof Checkpoint, unknown>;
  return (
    version === 1 &&
    typeof file === "string" &&
    isIdentity(stream) &&
    [line, sent, leftOut].every(isCount) &&
    typeof digest === "string" &&
    Array.isArray(beyond) &&
    beyond.every(isCount) &&
    ["string", "undefined"].includes(typeof rejects) &&
    typeof finished === "boolean"
  );
}

function isIdentity(value: unknown): value is StreamIdentity {
  if (typeof value !== "object" || value === null) return false;
  const { name, region, endpoint, arn, created } = value as Record<keyof StreamIdentity, unknown>;
  return (
    [name, region].every((text) => typeof text === "string") &&
    [endpoint, arn, created].every((text) => ["string", "undefined"].includes(typeof text))
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Replaces a checkpoint as a whole: whenever the process ends, one of the two is there. */
export async function writeCheckpoint(name: string, checkpoint: Checkpoint): Promise<void> {
  const next = `${name}.new`;
  await withFile(next, async (file) => {
    await file.writeFile(`${JSON.stringify(checkpoint)}\n`);
    await file.datasync();
  });
  await rename(next, name);
}

async function withFile(name: string, use: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(name, "w", 0o600);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}
