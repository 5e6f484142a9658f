import { createReadStream, type Stats } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Encoding } from "./encoding";

/** A file that is to be read, once. */
export interface Input {
  /** As errors name it. */
  readonly name: string;
  /** Whether it can be read again from its beginning; standard input and pipes cannot. */
  readonly rereadable: boolean;
  /** Its bytes, unzipped. Throws an Error that names the file. */
  chunks(): AsyncIterable<Buffer>;
}

/** What the first bytes of a file that cannot be read say that it is. */
const foreign: readonly (readonly [bytes: readonly number[], what: string, remedy: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], "a zip archive", "unzip it first"],
  [[0x42, 0x5a, 0x68], "compressed with bzip2", "unpack it first (bunzip2)"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "compressed with xz", "unpack it first (unxz)"],
  [[0x28, 0xb5, 0x2f, 0xfd], "compressed with zstd", "unpack it first (unzstd)"],
  [[0xfe, 0xff], "UTF-16 with the high byte first", "convert it first (iconv -f utf-16 -t utf-8)"],
];

/**
 * Opens a file; `-` is standard input. One that is gzipped is unzipped as it is read. Throws an
 * Error of one line when there is no such file, or when it is a folder or cannot be text.
 */
export async function openInput(path: string, encoding: Encoding): Promise<Input> {
  if (path === "-") {
    return { name: "standard input", rereadable: false, chunks: () => process.stdin };
  }
  const found = await statOf(path);
  if (found.isDirectory()) throw new Error(`${path} is a folder: name one file`);
  if (!found.isFile()) {
    return { name: path, rereadable: false, chunks: () => createReadStream(path) };
  }
  const head = await headOf(path);
  const zipped = head[0] === 0x1f && head[1] === 0x8b;
  if (!zipped) checkHead(path, head, encoding);
  return { name: path, rereadable: true, chunks: () => read(path, zipped) };
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    throw new Error(`${path === "" ? '""' : path}: ${plain(error)}`, { cause: error });
  }
}

async function headOf(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new Error(`${path}: ${plain(error)}`, { cause: error });
  }
}

function checkHead(path: string, head: Buffer, encoding: Encoding): void {
  const starts = (bytes: readonly number[]) => bytes.every((byte, index) => head[index] === byte);
  for (const [bytes, what, remedy] of foreign) {
    if (starts(bytes)) throw new Error(`${path} is ${what}: ${remedy}`);
  }
  if (encoding.name !== "utf16le" && starts([0xff, 0xfe])) {
    throw new Error(`${path} is UTF-16: give --encoding utf16le`);
  }
  if (encoding.name !== "utf8" && starts([0xef, 0xbb, 0xbf])) {
    throw new Error(`${path} begins with the mark of UTF-8: leave --encoding out`);
  }
}

async function* read(path: string, zipped: boolean): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const bytes = zipped ? pipeline(file, createGunzip(), () => undefined) : file;
  try {
    yield* bytes as AsyncIterable<Buffer>;
  } catch (error) {
    throw new Error(`${path}: ${plain(error)}`, { cause: error });
  }
}

function plain(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    ENOTDIR: "there is no such file",
    EACCES: "may not be read by you",
    Z_BUF_ERROR: "its gzip data is cut off",
    Z_DATA_ERROR: "its gzip data is damaged",
  };
  return known[code] ?? (error instanceof Error ? error.message : String(error));
}
