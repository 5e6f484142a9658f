import { createHash } from "node:crypto";
import type { Position } from "./types";

/** The namespace of record ids: the UUID version 5 of "kinesis-record" in the URL namespace. */
const RECORDS = "545bb425-6f2c-5df2-a87e-f3615f1e7605";

/**
 * A record's UUID, version 5, of `<shardId>:<sequenceNumber>`: unique in its stream, and the same
 * each time the record is delivered. Usable inside callbacks.
 * Source: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-5
 */
export function recordId(at: Pick<Position, "shardId" | "sequenceNumber">): string {
  return uuid5(RECORDS, `${at.shardId}:${at.sequenceNumber}`);
}

/** The UUID, version 5, of a name within a namespace, itself a UUID. */
export function uuid5(namespace: string, name: string): string {
  const hash = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name)
    .digest()
    .subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
