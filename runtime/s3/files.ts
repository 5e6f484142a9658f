import { stringify } from "lossless-json";

/** A JSON file under one of the sink's prefixes. */
export interface JsonFile {
  /** Made of the event and its position, so that a redelivery overwrites it: never of a clock. */
  readonly key: string;
  readonly value: unknown;
}

/** What a record becomes. */
export interface Files {
  readonly files: readonly JsonFile[];
}

/** A file ready to be stored, and the entry that it comes from. */
export interface File {
  readonly key: string;
  /** JSON in one line, numbers with every digit. */
  readonly json: string;
  readonly index: number;
}

const MAX_KEY_BYTES = 1024;

/** Throws an Error that says why S3 could never hold the file. */
export function fileOf({ key, value }: JsonFile, index: number): File {
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
