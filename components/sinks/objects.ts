import * as pulumi from "@pulumi/pulumi";
import type { JsonFile } from "../../runtime/s3/files";
import type { Map, SyncMap } from "../../runtime/types";
import { refuseUnless } from "../arguments";
import { PrivateBucket } from "../bucket";
import type { Sink, SinkDefinition } from "./sink";

export type { JsonFile };

export interface ObjectSinkArgs<Event> {
  /** The sink's name; the bucket's own is left to Pulumi, because it is unique world-wide. */
  readonly name: string;
  /** What keys may start with, e.g. "raw/"; the writer may write nowhere else. */
  readonly prefixes: readonly string[];
  /**
   * "record" (default): a file each. "batch": one gzipped NDJSON object a batch and prefix, which
   * saves nearly all of the $5 per million PUTs; each line that is an object gets a field
   * `kinesisRecord`, `<shardId>:<sequence number>`, to tell by what was stored twice from what was
   * sent twice (docs/guarantees.md says when that is).
   */
  readonly layout?: "record" | "batch";
  /** Days until objects move to infrequent access; 30 by default. */
  readonly infrequentAccessDays?: number;
  /** Days until objects are deleted; by default they are kept. */
  readonly expireDays?: number;
  /** The files that an event becomes. */
  readonly toFiles: SyncMap<Event, readonly JsonFile[]>;
}

/** Stores each event as JSON files in a private bucket. */
export function toObjects<Event>(args: ObjectSinkArgs<Event>): SinkDefinition<Event> {
  const { name: sinkName, prefixes, layout = "record" } = args;
  checkPrefixes(sinkName, prefixes);
  return {
    name: sinkName,
    map: filesOf(args.toFiles),
    authored: args.toFiles,
    callback: "toFiles",
    writer: () => ({ module: "objects", options: { layout } }),
    create: (name, scope): Sink => {
      const { settings } = scope.foundation;
      const bucket = new PrivateBucket(
        name,
        {
          tags: scope.foundation.tags(scope.scenario),
          forceDestroy: !settings.durable,
          versioned: settings.durable,
          logs: scope.foundation.accessLogs,
          lifecycle: prefixes.map((prefix) => ({
            prefix,
            infrequentAccessDays: args.infrequentAccessDays ?? 30,
            expireDays: args.expireDays,
          })),
        },
        scope.options(name),
      );
      return {
        environment: { BUCKET_NAME: bucket.name },
        permissions: [
          {
            actions: ["s3:PutObject"],
            resources: prefixes.map((prefix) => pulumi.interpolate`${bucket.arn}/${prefix}*`),
          },
        ],
        dependencies: [bucket],
        outputs: { bucket: bucket.name },
      };
    },
  };
}

/** The callback as the writer wants it: runs in Lambda. */
function filesOf<Event>(
  toFiles: SyncMap<Event, readonly JsonFile[]>,
): Map<Event, { files: readonly JsonFile[] }> {
  return (event, at) => {
    const files = toFiles(event, at);
    return files === undefined ? undefined : { files };
  };
}

function checkPrefixes(name: string, prefixes: readonly string[]): void {
  refuseUnless(prefixes.length > 0, name, "has no prefixes", 'give at least one, e.g. "raw/"');
  const bad = prefixes.find((prefix) => !/^[\w.-]+(\/[\w.-]+)*\/$/.test(prefix));
  refuseUnless(
    bad === undefined,
    name,
    `the prefix "${bad ?? ""}" is no folder`,
    'end it with a slash, without one at its start, as in "raw/"',
  );
}
