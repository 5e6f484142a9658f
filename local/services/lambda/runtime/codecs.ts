import { deserialize, serialize } from "node:v8";

/** How a message is written as bytes. `decode` throws an Error on bytes that are no message. */
export interface Codec {
  encode(message: object): Buffer;
  decode(bytes: Buffer): unknown;
}

/** Between Node.js and itself. */
export const v8Codec: Codec = { encode: serialize, decode: deserialize };

/** For runtimes in other languages. */
export const jsonCodec: Codec = {
  encode: (message) => Buffer.from(JSON.stringify(message)),
  decode: (bytes) => JSON.parse(bytes.toString()) as unknown,
};
