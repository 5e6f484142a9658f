import { stringify } from "lossless-json";
import type { Entry, WriteFailure } from "../types";

/** What a record becomes: files, each a key and a JSON value. */
export interface Files {
  readonly files: readonly { readonly key: string; readonly value: unknown }[];
}

/** A file ready to be stored, and the entry that it comes from. */
export interface File {
  readonly key: string;
  /** JSON in one line, numbers with every digit. */
  readonly json: string;
  readonly index: number;
}

const MAX_KEY_BYTES = 1024;

/** Turns entries into files; an entry with a file that S3 could never hold is invalid as a whole. */
export function filesOf(entries: readonly Entry<Files>[]): {
  files: File[];
  failures: WriteFailure[];
} {
  const files: File[] = [];
  const failures: WriteFailure[] = [];
  for (const { item, index } of entries) {
    try {
      files.push(...item.files.map(({ key, value }) => fileOf(key, value, index)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push({ index, kind: "invalid", reason });
    }
  }
  return { files, failures };
}

function fileOf(key: string, value: unknown, index: number): File {
  if (key === "") throw new Error("the object key must not be empty");
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new Error(`the object key must be at most ${MAX_KEY_BYTES} bytes long`);
  }
  // HTTP clients resolve such segments, so the object would land elsewhere.
  if (key.split("/").some((segment) => segment === "." || segment === "..")) {
    throw new Error("the object key must have no segment that is . or ..");
  }
  const json = stringify(value);
  if (json === undefined) throw new Error("the file's value must be JSON");
  return { key, json, index };
}
