import type { StoredRecord } from "./reader";

/** What a record takes besides its data and key. */
const OVERHEAD_BYTES = 128;

/** The memory that a record counts for. */
export function recordBytes(dataBytes: number, keyBytes: number): number {
  return dataBytes + keyBytes + OVERHEAD_BYTES;
}

/**
 * A record in its shard. Its data is a part of the block that its whole request came to: a buffer
 * and a sequence number of its own are made when they are asked for.
 */
export class ShardRecord implements StoredRecord {
  constructor(
    readonly partitionKey: string,
    readonly arrival: number,
    private readonly counter: number,
    private readonly sequence: { sequenceNumber(counter: number): string },
    private readonly block: Buffer,
    private readonly start: number,
    private readonly end: number,
  ) {}

  get sequenceNumber(): string {
    return this.sequence.sequenceNumber(this.counter);
  }

  get data(): Buffer {
    return this.block.subarray(this.start, this.end);
  }

  get dataBytes(): number {
    return this.end - this.start;
  }

  get base64(): string {
    return this.block.toString("base64", this.start, this.end);
  }
}
