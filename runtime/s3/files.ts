import { stringify } from "lossless-json";
import { isPlain } from "../plain";
import type { Position } from "../types";

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

/** The field that says which record of the stream a line of many comes from. */
const RECORD = "kinesisRecord";

/**
 * The file with its record in it, as `<shardId>:<sequence number>`, so that a line that was stored
 * twice can be told from two equal events. A field of that name which the value has stays as it is;
 * a value that is no object has nowhere to say it.
 */
export function identified(file: JsonFile, at: Position): JsonFile {
  const { value } = file;
  if (!isPlain(value) || RECORD in value) return file;
  return { ...file, value: { ...value, [RECORD]: `${at.shardId}:${at.sequenceNumber}` } };
}
