import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import { limitOf, page } from "./paging";
import type { LogGroup, LogStore, LogStream } from "./store";

interface GroupInput {
  readonly logGroupName: string;
}

interface Listing {
  readonly limit?: number;
  readonly nextToken?: string;
}

type Tags = Readonly<Record<string, string>>;

const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

function groupShape(group: LogGroup): object {
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    ...(group.retentionDays !== undefined && { retentionInDays: group.retentionDays }),
    metricFilterCount: 0,
    arn: `${group.arn}:*`,
    logGroupArn: group.arn,
    storedBytes: group.bytes,
    ...(group.kmsKeyId !== undefined && { kmsKeyId: group.kmsKeyId }),
    logGroupClass: group.className,
  };
}

function streamShape(stream: LogStream): object {
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    ...(stream.firstEventAt !== undefined && {
      firstEventTimestamp: stream.firstEventAt,
      lastEventTimestamp: stream.lastEventAt,
      lastIngestionTime: stream.lastIngestedAt,
    }),
    arn: stream.arn,
    storedBytes: 0,
  };
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

function setTags(group: LogGroup, tags: Tags): void {
  for (const [key, value] of Object.entries(tags)) group.tags.set(key, value);
}

/** Log groups, their retention and tags. */
export function groupOperations(store: LogStore): Record<string, Operation> {
  type Tagged = { resourceArn: string };
  return {
    CreateLogGroup: {
      run: (input: GroupInput & { kmsKeyId?: string; logGroupClass?: string; tags?: Tags }) => {
        const group = store.createGroup(input.logGroupName, input.kmsKeyId, input.logGroupClass);
        setTags(group, input.tags ?? {});
        return {};
      },
    },
    DeleteLogGroup: {
      run: (input: GroupInput) => {
        store.deleteGroup(input.logGroupName);
        return {};
      },
    },
    DescribeLogGroups: {
      run: (
        input: Listing & {
          logGroupNamePrefix?: string;
          logGroupNamePattern?: string;
        },
      ) => {
        const { logGroupNamePrefix = "", logGroupNamePattern = "" } = input;
        const wanted = [...store.groups.values()]
          .filter((group) => group.name.startsWith(logGroupNamePrefix))
          .filter((group) => group.name.toLowerCase().includes(logGroupNamePattern.toLowerCase()))
          .sort(byName);
        const found = page(wanted, ({ name }) => name, input.nextToken, limitOf(input.limit, 50));
        const { items, nextToken } = found;
        return { logGroups: items.map(groupShape), ...(nextToken !== undefined && { nextToken }) };
      },
    },
    PutRetentionPolicy: {
      run: (input: GroupInput & { retentionInDays: number }) => {
        if (!RETENTION_DAYS.includes(input.retentionInDays)) {
          throw new AwsError(
            "InvalidParameterException",
            `Invalid retentionInDays ${input.retentionInDays}: it must be one of ${RETENTION_DAYS.join(", ")}`,
          );
        }
        store.group(input.logGroupName).retentionDays = input.retentionInDays;
        return {};
      },
    },
    DeleteRetentionPolicy: {
      run: (input: GroupInput) => {
        store.group(input.logGroupName).retentionDays = undefined;
        return {};
      },
    },
    TagResource: {
      run: (input: Tagged & { tags: Tags }) => {
        setTags(store.group(input.resourceArn), input.tags);
        return {};
      },
    },
    UntagResource: {
      run: (input: Tagged & { tagKeys: readonly string[] }) => {
        const { tags } = store.group(input.resourceArn);
        for (const key of input.tagKeys) tags.delete(key);
        return {};
      },
    },
    ListTagsForResource: {
      run: (input: Tagged) => ({ tags: Object.fromEntries(store.group(input.resourceArn).tags) }),
    },
  };
}

/** Log streams. */
export function streamOperations(store: LogStore): Record<string, Operation> {
  type StreamInput = GroupInput & { logStreamName: string };
  return {
    CreateLogStream: {
      run: (input: StreamInput) => {
        store.createStream(store.group(input.logGroupName), input.logStreamName);
        return {};
      },
    },
    DeleteLogStream: {
      run: (input: StreamInput) => {
        store.deleteStream(store.group(input.logGroupName), input.logStreamName);
        return {};
      },
    },
    DescribeLogStreams: {
      run: (
        input: Partial<GroupInput> &
          Listing & {
            logGroupIdentifier?: string;
            logStreamNamePrefix?: string;
            orderBy?: "LogStreamName" | "LastEventTime";
            descending?: boolean;
          },
      ) => {
        const group = store.group(input.logGroupIdentifier ?? input.logGroupName ?? "");
        const { logStreamNamePrefix = "", orderBy, descending } = input;
        const byTime = (a: LogStream, b: LogStream): number =>
          (a.lastEventAt ?? 0) - (b.lastEventAt ?? 0) || byName(a, b);
        const wanted = [...group.streams.values()]
          .filter((stream) => stream.name.startsWith(logStreamNamePrefix))
          .sort(orderBy === "LastEventTime" ? byTime : byName);
        if (descending === true) wanted.reverse();
        const found = page(wanted, ({ name }) => name, input.nextToken, limitOf(input.limit, 50));
        const { items, nextToken } = found;
        return {
          logStreams: items.map(streamShape),
          ...(nextToken !== undefined && { nextToken }),
        };
      },
    },
  };
}
