import { kinesisConsumerKind } from "./kinesis-consumer";
import { kinesisStreamKind } from "./kinesis-stream";
import type { ResourceKind } from "./kind";

/** Kinesis Data Streams: streams and registered consumers. */
export const kinesisKinds: readonly ResourceKind[] = [kinesisStreamKind, kinesisConsumerKind];
