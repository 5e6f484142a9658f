import { Decoder, Encoder, Tag } from "cbor-x";
import { AwsError, wire } from "../service";
import type { WireOutput } from "../service";
import { checkCbor } from "./cbor-bounds";
import { errorHeaders } from "./json";
import type { Codec } from "./reply";
import { dateOf, mapValues } from "./values";

const encoder = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false });
/** Without the last option, which its types leave out, a 64-bit timestamp cannot be read. */
const decoding = { useRecords: false, mapsAsObjects: true, int64AsNumber: true };
const decoder = new Decoder(decoding);

const EPOCH_TAG = 1;
/** Dates beyond this (the year 5138) came as milliseconds where the tag means seconds. */
const LATEST_MILLIS = 1e14;

/** Smithy RPC v2 CBOR: `POST /service/X/operation/Y`, timestamps in seconds. */
export const rpcV2Codec: Codec = cborCodec(
  { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
  (date) => date.getTime() / 1000,
);

/** The older CBOR 1.1 of Kinesis' Java clients: as JSON 1.1, but timestamps in milliseconds. */
export const cbor11Codec: Codec = cborCodec(
  { "content-type": "application/x-amz-cbor-1.1" },
  (date) => BigInt(date.getTime()),
);

function cborCodec(
  headers: Readonly<Record<string, string>>,
  epoch: (date: Date) => number | bigint,
): Codec {
  const encode = (value: object): Buffer =>
    encoder.encode(
      mapValues(value, (leaf, name) => {
        const date = dateOf(name, leaf);
        if (date !== undefined) return new Tag(epoch(date), EPOCH_TAG);
        const large = Number.isSafeInteger(leaf) && Math.abs(leaf as number) > 0xffffffff;
        return large ? BigInt(leaf as number) : leaf;
      }),
    );
  return {
    success(output, _operation, requestId) {
      const own = (output as Partial<WireOutput>)[wire];
      const body = encode(own === undefined ? output : own.cbor());
      return { status: 200, headers: { ...headers, "x-amzn-requestid": requestId }, body };
    },
    failure(error, requestId) {
      return {
        status: error.statusCode,
        headers: { ...headers, "x-amzn-requestid": requestId, ...errorHeaders(error) },
        body: encode({ __type: error.code, message: error.message, ...error.fields }),
      };
    },
  };
}

/** Timestamps become epoch seconds, 64-bit integers plain numbers. */
export function cborInput(body: Buffer): object {
  if (body.length === 0) return {};
  checkCbor(body);
  let input: unknown;
  try {
    input = decoder.decode(body);
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid CBOR.");
  }
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new AwsError("SerializationException", "The request body is not a CBOR map.");
  }
  return mapValues(input, (leaf) => {
    if (typeof leaf === "bigint") return Number(leaf);
    if (!(leaf instanceof Date)) return leaf;
    const millis = leaf.getTime();
    return (millis > LATEST_MILLIS ? millis / 1000 : millis) / 1000;
  }) as object;
}
