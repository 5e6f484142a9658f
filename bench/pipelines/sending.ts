/** What a sender's process is asked to do; it puts records with the SDK's clients. */
export interface Sending {
  readonly endpoint: string;
  /** One sender each, all at once. */
  readonly scenarios: readonly string[];
}

/** As many as the stream takes, 500 records a request. */
export interface Burst extends Sending {
  /** Records to each stream. */
  readonly records: number;
}

/** When the first request went out and the last was answered, in epoch milliseconds. */
export interface BurstSent {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** One record a request, at a steady rate. */
export interface Trickle extends Sending {
  readonly seconds: number;
  readonly perSecond: number;
}

/** A record that was put. */
export interface Put {
  readonly scenario: string;
  /** Epoch milliseconds, just before the request. */
  readonly at: number;
  readonly shardId: string;
  readonly sequenceNumber: string;
}
