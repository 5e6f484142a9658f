import { Decoder, Encoder, Tag } from "cbor-x";
import { modelOf, type Schema } from "../model/schemas";
import { writerOf, type Notations } from "../model/write";
import { AwsError } from "../service";
import { checkCbor } from "./cbor-bounds";
import { errorHeaders } from "./json";
import type { Codec } from "./reply";
import { mapValues } from "./values";

const encoder = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false });
/** Without the last option, which its types leave out, a 64-bit timestamp cannot be read. */
const decoding = { useRecords: false, mapsAsObjects: true, int64AsNumber: true };
const decoder = new Decoder(decoding);

const EPOCH_TAG = 1;
/** Dates beyond this (the year 5138) came as milliseconds where the tag means seconds. */
const LATEST_MILLIS = 1e14;

interface Dialect {
  readonly headers: { readonly "content-type": string; readonly "smithy-protocol"?: string };
  readonly epoch: (date: Date) => number | bigint;
  /** By the schema that they write. */
  readonly writers: Map<unknown, (value: unknown) => unknown>;
}

/** Smithy RPC v2 CBOR: `POST /service/X/operation/Y`, timestamps in seconds. */
const RPC_V2: Dialect = {
  headers: { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
  epoch: (date) => date.getTime() / 1000,
  writers: new Map(),
};

/** The older CBOR 1.1 of Kinesis' Java clients: as JSON 1.1, but timestamps in milliseconds. */
const CBOR_1_1: Dialect = {
  headers: { "content-type": "application/x-amz-cbor-1.1" },
  epoch: (date) => BigInt(date.getTime()),
  writers: new Map(),
};

export const rpcV2Codec = (service: string): Codec => cborCodec(service, RPC_V2);
export const cbor11Codec = (service: string): Codec => cborCodec(service, CBOR_1_1);

function cborCodec(service: string, dialect: Dialect): Codec {
  const { headers, writers } = dialect;
  const write = (schema: Schema, value: object): Buffer => {
    const source = schema.getSchema();
    let writer = writers.get(source);
    if (writer === undefined) {
      writer = writerOf(schema, notationsOf(dialect));
      writers.set(source, writer);
    }
    return encoder.encode(writer(value));
  };
  return {
    events: { contentType: headers["content-type"], write },
    success(output, operation, requestId) {
      const schema = modelOf(service)?.operations.get(operation)?.output;
      const body = schema === undefined ? encoder.encode(output) : write(schema, output);
      return { status: 200, headers: { ...headers, "x-amzn-requestid": requestId }, body };
    },
    failure(error, status, requestId) {
      return {
        status,
        headers: { ...headers, "x-amzn-requestid": requestId, ...errorHeaders(error, status) },
        body: encoder.encode({ __type: error.code, message: error.message, ...error.fields }),
      };
    },
  };
}

const notationsOf = ({ epoch }: Dialect): Notations => ({
  timestamp: (date) => new Tag(epoch(date), EPOCH_TAG),
  blob: (bytes) => bytes,
  // The encoder writes whole numbers beyond 32 bits as floating-point ones.
  number: (value) =>
    Number.isSafeInteger(value) && Math.abs(value) > 0xffffffff ? BigInt(value) : value,
});

/** Timestamps become Dates, 64-bit integers plain numbers. */
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
    return millis > LATEST_MILLIS ? new Date(millis / 1000) : leaf;
  }) as object;
}
