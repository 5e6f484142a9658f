import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { PutObjectCommandInput } from "@aws-sdk/client-s3";
import { AwsError } from "../../gateway/service";

const CRC32C = table(0x82f63b78);

function table(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1)
      value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
}

function crc32c(body: Buffer): number {
  let value = 0xffffffff;
  for (const byte of body) value = (value >>> 8) ^ (CRC32C[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}

function bigEndian(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString("base64");
}

const digest = (algorithm: string) => (body: Buffer) =>
  createHash(algorithm).update(body).digest("base64");

const MEMBERS = [
  "ChecksumCRC32",
  "ChecksumCRC32C",
  "ChecksumSHA1",
  "ChecksumSHA256",
  "ChecksumCRC64NVME",
] as const;
type Member = (typeof MEMBERS)[number];

/** Checksums that a writer gave, in base64. */
export type Checksums = Pick<PutObjectCommandInput, Member>;

/** ChecksumCRC64NVME is accepted and kept unverified. */
const ALGORITHMS: Readonly<Partial<Record<Member, (body: Buffer) => string>>> = {
  ChecksumCRC32: (body) => bigEndian(crc32(body)),
  ChecksumCRC32C: (body) => bigEndian(crc32c(body)),
  ChecksumSHA1: digest("sha1"),
  ChecksumSHA256: digest("sha256"),
};

export function md5(body: Buffer): Buffer {
  return createHash("md5").update(body).digest();
}

/**
 * The checksums that an input gives, once they are known to be right. Throws BadDigest or
 * InvalidDigest, as S3 does.
 */
export function verified(
  input: Checksums & { readonly ContentMD5?: string | undefined },
  body: Buffer,
  bodyMd5: Buffer,
): Checksums {
  const { ContentMD5 } = input;
  if (ContentMD5 !== undefined && ContentMD5 !== bodyMd5.toString("base64")) {
    const wellFormed = Buffer.from(ContentMD5, "base64").length === 16;
    throw wellFormed
      ? new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.")
      : new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.");
  }
  const given: Checksums = {};
  for (const name of MEMBERS) {
    const value = input[name];
    if (value === undefined) continue;
    if ((ALGORITHMS[name]?.(body) ?? value) !== value) {
      const algorithm = name.replace("Checksum", "");
      throw new AwsError(
        "BadDigest",
        `The ${algorithm} you specified did not match the calculated checksum.`,
      );
    }
    given[name] = value;
  }
  return given;
}
