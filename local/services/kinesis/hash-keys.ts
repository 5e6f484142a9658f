import { hash } from "node:crypto";

export const MAX_HASH_KEY = 2n ** 128n - 1n;

/** A 128-bit hash key as 32 hexadecimal digits, which compare as strings as the numbers do. */
export function hexOf(hashKey: bigint): string {
  return hashKey.toString(16).padStart(32, "0");
}

/** The MD5 of a partition key decides on its shard. */
export function hashOf(partitionKey: string): string {
  return hash("md5", partitionKey, "hex");
}

/** The first key of each of `count` equal ranges over all hash keys. */
export function uniformStarts(count: number): readonly bigint[] {
  const size = (MAX_HASH_KEY + 1n) / BigInt(count);
  return Array.from({ length: count }, (_, index) => size * BigInt(index));
}
