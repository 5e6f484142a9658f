import { hash } from "node:crypto";
import { BinaryReader } from "google-protobuf";

/** The first bytes of a record that the Kinesis Producer Library made of several. */
const MAGIC = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
const DIGEST_BYTES = 16;

/** The fields of protocol buffers that hold the records, and a record's data. */
const RECORDS = 3;
const DATA = 3;

/**
 * The data of the records in an aggregated record, in their order; undefined for one that is none: its
 * first bytes, its MD5 and its form all tell.
 *
 * Source: https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export function aggregatedIn(data: Buffer): Buffer[] | undefined {
  if (!data.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const end = data.length - DIGEST_BYTES;
  if (end < MAGIC.length) return undefined;
  const message = data.subarray(MAGIC.length, end);
  if (!hash("md5", message, "buffer").equals(data.subarray(end))) return undefined;
  try {
    return fieldsOf(message, RECORDS).flatMap((record) => fieldsOf(record, DATA));
  } catch {
    // What is no message of protocol buffers is a record like any other.
    return undefined;
  }
}

/** Every value of one field that holds bytes. */
function fieldsOf(message: Buffer, field: number): Buffer[] {
  const reader = new BinaryReader(message);
  const found: Buffer[] = [];
  while (reader.nextField()) {
    if (reader.getFieldNumber() === field) found.push(Buffer.from(reader.readBytes()));
    else reader.skipField();
  }
  return found;
}
