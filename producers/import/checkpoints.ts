import { hash } from "node:crypto";
import { mkdir, readdir, readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { sameStream, type StreamIdentity } from "../stream";
import { parseCheckpoint, type Checkpoint } from "./checkpoint";
import { lock } from "./lock";

const suffix = ".checkpoint.json";

/** Where the checkpoint of a file and a stream stands, locked for this process. */
export interface CheckpointLocation {
  readonly name: string;
  /** Those of the same stream in the folder, this file's and other files'. */
  readonly found: readonly Checkpoint[];
  /** Whether a checkpoint is the file's own, by its name. */
  isOwn(checkpoint: Checkpoint): boolean;
  release(): void;
}

/**
 * Takes the place of a file's checkpoint: beside the file, or, where that folder cannot be written
 * to, in the user's state folder. `file` is its real path.
 */
export async function takeLocation(
  file: string,
  stream: StreamIdentity,
): Promise<CheckpointLocation> {
  const folder = path.dirname(file);
  const beside = path.join(folder, nameFor(file, stream, path.basename(file)));
  const apart = path.join(stateFolder(), nameFor(file, stream, file));
  const what = `${file} to ${stream.name}`;
  const taken = await lock(beside, what)
    .then((release) => ({ name: beside, release }))
    .catch(async (error: unknown) => {
      if (!isUnwritable(error)) throw error;
      await mkdir(stateFolder(), { recursive: true, mode: 0o700 });
      return { name: apart, release: await lock(apart, what) };
    });
  const isOwn = (checkpoint: Checkpoint) =>
    checkpoint.file === file ||
    // The folder may have been moved, with all that is in it.
    (taken.name === beside && path.basename(checkpoint.file) === path.basename(file));
  try {
    return { ...taken, isOwn, found: await checkpointsBy(taken.name, stream) };
  } catch (error) {
    taken.release();
    throw error;
  }
}

/** `$XDG_STATE_HOME`, by default `~/.local/state`. */
function stateFolder(): string {
  const base = process.env.XDG_STATE_HOME || path.join(os.homedir(), ".local/state");
  return path.join(base, "aws-streaming-pipelines");
}

/** Within 255 bytes; `key` tells files apart that have one name. */
function nameFor(file: string, stream: StreamIdentity, key: string): string {
  const { name, region, endpoint = "", arn = "" } = stream;
  const account = arn.split(":")[4] ?? "";
  const digest = hash("sha256", JSON.stringify([key, name, region, endpoint, account]), "hex");
  const [shortFile, shortStream] = [path.basename(file), name].map((text) => text.slice(0, 40));
  return `.${shortFile}.${shortStream}.${digest.slice(0, 8)}${suffix}`;
}

function isUnwritable(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EACCES" || code === "EROFS" || code === "EPERM";
}

/** Those in the folder of `own` that are of the stream. */
async function checkpointsBy(own: string, stream: StreamIdentity): Promise<Checkpoint[]> {
  const folder = path.dirname(own);
  const read: Checkpoint[] = [];
  for (const entry of await readdir(folder)) {
    if (!entry.endsWith(suffix)) continue;
    const name = path.join(folder, entry);
    try {
      const checkpoint = parseCheckpoint(await readFile(name, "utf8"));
      if (sameStream(checkpoint.stream, stream)) read.push(checkpoint);
    } catch (error) {
      // Another file's, which another user may keep for himself.
      if (name !== own) continue;
      throw new Error(
        `the checkpoint ${name} cannot be read (${String(error)}): look what it says, or remove it`,
        { cause: error },
      );
    }
  }
  return read;
}
