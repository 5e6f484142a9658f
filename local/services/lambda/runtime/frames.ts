import type { Codec } from "./codecs";

/** A message is far smaller: answers are at most 6 MB, and log lines are cut. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;
const HEADER_BYTES = 4;

/** A message as bytes: its length, then its content. */
export function frame(message: object, codec: Codec): Buffer {
  const content = codec.encode(message);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(content.length);
  return Buffer.concat([header, content]);
}

/** Puts messages together again from the chunks in which their bytes come. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private size = 0;
  /** Bytes that the next step needs: a header, or a header and its content. */
  private needed = HEADER_BYTES;

  constructor(private readonly codec: Codec) {}

  /** The messages that are complete now; throws an Error on bytes that are no message. */
  read(chunk: Buffer): unknown[] {
    this.chunks.push(chunk);
    this.size += chunk.length;
    const messages: unknown[] = [];
    while (this.size >= this.needed) {
      const bytes = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks);
      if (bytes === undefined) break;
      this.needed = HEADER_BYTES + lengthOf(bytes);
      if (bytes.length >= this.needed) {
        messages.push(this.codec.decode(bytes.subarray(HEADER_BYTES, this.needed)));
        this.chunks = [bytes.subarray(this.needed)];
        this.size = bytes.length - this.needed;
        this.needed = HEADER_BYTES;
      } else this.chunks = [bytes];
    }
    return messages;
  }
}

function lengthOf(bytes: Buffer): number {
  const length = bytes.readUInt32BE();
  if (length > MAX_FRAME_BYTES) throw new Error(`a message of ${length} bytes is too long`);
  return length;
}
