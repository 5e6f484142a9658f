import { constants } from "node:fs";
import { open, stat, unlink, type FileHandle } from "node:fs/promises";
import path from "node:path";

/** The file of the lines that were left out, byte for byte. */
export class RejectsFile {
  #bytes = 0;

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    private readonly isNew: boolean,
    private endsWithin: boolean,
  ) {}

  /**
   * Opens it, to add to it where an earlier run of the same import wrote it. Throws an Error where it
   * is the file that is read, or holds anything else.
   */
  static async open(
    name: string,
    reading: string,
    ofThisImport: (path: string) => boolean,
  ): Promise<RejectsFile> {
    const found = await statOf(name);
    const read = await statOf(reading);
    if (found && read && found.ino === read.ino && found.dev === read.dev) {
      throw new Error(`--rejects ${name} is the file that is read: name another`);
    }
    if (found?.isDirectory()) throw new Error(`--rejects ${name} is a folder: name a file`);
    const full = path.resolve(name);
    const holds = found?.isFile() === true && found.size > 0;
    if (holds && !ofThisImport(full)) {
      throw new Error(`--rejects ${name} is there already: move it away, or name another`);
    }
    try {
      const { O_APPEND, O_CREAT, O_RDWR, O_WRONLY } = constants;
      const file = await open(full, O_APPEND | O_CREAT | (holds ? O_RDWR : O_WRONLY), 0o666);
      const within = holds && !(await endsWithLineFeed(file, found.size));
      return new RejectsFile(full, file, found === undefined, within);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`--rejects ${name} cannot be written: ${reason}`, { cause: error });
    }
  }

  async add(bytes: Buffer): Promise<void> {
    // A last line without an end, of the run before, must not become one with the next.
    const all = this.endsWithin ? Buffer.concat([Buffer.from("\n"), bytes]) : bytes;
    this.endsWithin = false;
    await this.file.appendFile(all);
    this.#bytes += all.length;
  }

  /** Leaves no empty file behind that was not there. */
  async close(): Promise<void> {
    await this.file.close();
    if (this.isNew && this.#bytes === 0) await unlink(this.path);
  }
}

async function statOf(name: string) {
  try {
    return await stat(name);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new Error(`${name}: ${String(error)}`, { cause: error });
  }
}

async function endsWithLineFeed(file: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, Math.max(0, size - 2));
  return buffer.includes(0x0a);
}
