import { randomUUID } from "node:crypto";
import {
  closeSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  openSync,
  read as readDescriptor,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { linkOrCopy } from "../../../state/files";

/** Up to this many bytes, blocking for a file costs less than four trips to the thread pool. */
const SMALL_BYTES = 256 * 1024;

const readAsync = promisify(readDescriptor);

/**
 * What happens in the same step in which a file takes its name, so that an index never disagrees
 * with what is on disk. A throw of `before` leaves everything as it was.
 */
export interface Commit {
  before?(): void;
  after(): void;
}

/** A folder of files that appear whole or not at all. */
export interface Files {
  readonly root: string;
  path(name: string): string;
  write(name: string, body: Buffer, commit: Commit): Promise<void>;
  /** As `write`, from the files given one after the other. */
  concatenate(name: string, parts: readonly string[], commit: Commit): Promise<void>;
  /** Bytes from `start`, `length` of them, of the file as it stands at the call. */
  read(name: string, start: number, length: number): Promise<Buffer>;
  remove(name: string): void;
  /** Gives a file from elsewhere, which never changes, a name here; throws when it has another size. */
  adopt(name: string, from: string, size: number): void;
}

export function createFiles(root: string): Files {
  const known = new Set<string>();
  const folder = (path: string): void => {
    if (known.has(path)) return;
    mkdirSync(path, { recursive: true });
    known.add(path);
  };
  const temporary = (): string => {
    folder(join(root, "writing"));
    return join(root, "writing", randomUUID());
  };
  const take = (from: string, name: string, commit: Commit): void => {
    const path = join(root, name);
    commit.before?.();
    folder(dirname(path));
    renameSync(from, path);
    commit.after();
  };
  const orRemoved = async (from: string, written: Promise<void>): Promise<void> => {
    try {
      await written;
    } catch (error) {
      rmSync(from, { force: true });
      throw error;
    }
  };
  const prune = (path: string): void => {
    // Empty folders go too, up to the root; the first that is not empty ends it.
    for (let at = dirname(path); relative(root, at) !== ""; at = dirname(at)) {
      try {
        rmdirSync(at);
      } catch {
        return;
      }
      known.delete(at);
    }
  };

  return {
    root,
    path: (name) => join(root, name),
    write(name, body, commit) {
      const from = temporary();
      const written = async (): Promise<void> => {
        if (body.length <= SMALL_BYTES) writeFileSync(from, body);
        else await writeFile(from, body);
        take(from, name, commit);
      };
      return orRemoved(from, written());
    },
    concatenate(name, parts, commit) {
      const from = temporary();
      const written = async (): Promise<void> => {
        writeFileSync(from, "");
        for (const part of parts) {
          const end = createWriteStream(from, { flags: "a" });
          await pipeline(createReadStream(join(root, part)), end);
        }
        take(from, name, commit);
      };
      return orRemoved(from, written());
    },
    async read(name, start, length) {
      const descriptor = openSync(join(root, name), "r");
      try {
        const buffer = Buffer.allocUnsafe(length);
        let done = 0;
        while (done < length) {
          const left = length - done;
          const count =
            length <= SMALL_BYTES
              ? readSync(descriptor, buffer, done, left, start + done)
              : (await readAsync(descriptor, buffer, done, left, start + done)).bytesRead;
          if (count === 0) break;
          done += count;
        }
        return buffer.subarray(0, done);
      } finally {
        closeSync(descriptor);
      }
    },
    remove(name) {
      const path = join(root, name);
      rmSync(path, { force: true, recursive: true });
      known.delete(path);
      prune(path);
    },
    adopt(name, from, size) {
      const { size: actual } = statSync(from);
      if (actual !== size) throw new Error(`${from} has ${actual} bytes and not ${size}`);
      const path = join(root, name);
      folder(dirname(path));
      linkOrCopy(from, path);
    },
  };
}
