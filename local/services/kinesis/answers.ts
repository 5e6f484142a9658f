import type { ChildShard, _Record } from "@aws-sdk/client-kinesis";
import { wire, type WireOutput } from "../../gateway/service";
import type { ShardRecord } from "./record";
import { recordsJson } from "./records-json";
import type { Shard } from "./shard";
import type { Stream } from "./stream";

/** An answer's records in two forms: objects, made only when they are asked for, and JSON text. */
export function withRecords<Rest extends object>(
  records: readonly ShardRecord[],
  stream: Stream,
  rest: Rest,
): Rest & { readonly Records: _Record[] } & WireOutput {
  const shape = (record: ShardRecord): _Record => ({
    SequenceNumber: record.sequenceNumber,
    ApproximateArrivalTimestamp: new Date(record.arrival),
    Data: record.data,
    PartitionKey: record.partitionKey,
    ...stream.encryption,
  });
  return {
    get Records() {
      return records.map(shape);
    },
    ...rest,
    [wire]: { json: () => recordsJson(records, stream.encryptionType, rest) },
  };
}

/** The shards that a split or merge has opened in a shard's place. */
export function childrenOf(stream: Stream, shard: Shard): ChildShard[] {
  return stream.shards
    .filter(({ parentIds }) => parentIds.includes(shard.id))
    .map(({ id, parentIds, hashKeyRange }) => ({
      ShardId: id,
      ParentShards: [...parentIds],
      HashKeyRange: hashKeyRange,
    }));
}
