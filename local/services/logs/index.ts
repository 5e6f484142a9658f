import type { Service } from "../../gateway/service";
import type { TagSource } from "../tagging";
import { permittedOn } from "../on-resource";
import { taggedOf } from "../tags";
import { eventOperations } from "./events";
import { groupOperations, streamOperations } from "./groups";
import { rules } from "./rules";
import { LogStore } from "./store";
import type { LogMessage } from "./store";

export type { LogMessage } from "./store";

export interface LogsOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock?: () => number;
  /** Oldest events go first when all groups together hold more; 64 MiB by default. */
  readonly maxBytes?: number;
  /** Told of every message stored: CloudWatch takes embedded metrics from here. */
  readonly onMessage?: (group: string, message: LogMessage) => void;
}

export interface Logs extends Service, TagSource {
  /** Stores messages; creates the group and the stream where they are missing. */
  append(group: string, stream: string, messages: readonly LogMessage[]): void;
}

interface Named {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamName?: string;
}

const ON_STREAMS = new Set(["CreateLogStream", "DeleteLogStream", "PutLogEvents", "GetLogEvents"]);

/** CloudWatch Logs: groups, streams and events, in bounded memory. */
export function createLogs(options: LogsOptions): Logs {
  const { region, accountId, clock = Date.now, maxBytes = 64 * 1024 * 1024 } = options;
  const arnPrefix = `arn:aws:logs:${region}:${accountId}`;
  const store = new LogStore({ arnPrefix, clock, maxBytes });
  const onStored = (group: string, messages: readonly LogMessage[]): void => {
    for (const message of messages) options.onMessage?.(group, message);
  };
  return {
    name: "logs",
    targetPrefix: "Logs_20140328",
    rules,
    validationCode: "InvalidParameterException",
    operations: permittedOn(
      "logs",
      {
        ...groupOperations(store),
        ...streamOperations(store),
        ...eventOperations(store, onStored),
      },
      ({ logGroupIdentifier, logGroupName, logStreamName = "" }: Named, operation) => {
        const stream = ON_STREAMS.has(operation) ? `:log-stream:${logStreamName}` : "";
        return [store.arnOf(logGroupIdentifier ?? logGroupName ?? "*") + stream];
      },
    ),
    tagged: () => taggedOf(store.groups.values()),
    append(groupName, streamName, messages) {
      const group = store.groups.get(groupName) ?? store.createGroup(groupName);
      const stream = group.streams.get(streamName) ?? store.createStream(group, streamName);
      store.append(group, stream, messages);
      onStored(groupName, messages);
    },
  };
}
