import type { LogGroup as GroupShape } from "@aws-sdk/client-cloudwatch-logs";
import type { Operations } from "../../gateway/service";
import { pageOf } from "../pages";
import { tagOperations } from "../tags";
import { invalidToken } from "./paging";
import type { LogGroup, LogStore, LogStream } from "./store";

const shown = ({ shape, bytes }: LogGroup): GroupShape => ({ ...shape, storedBytes: bytes });

/** Log groups, their retention and tags. */
export function groupOperations(store: LogStore): Operations<"logs"> {
  return {
    CreateLogGroup: {
      run({ logGroupName, kmsKeyId, logGroupClass = "STANDARD", tags }) {
        store.createGroup(logGroupName, { kmsKeyId, logGroupClass }, tags);
        return {};
      },
    },
    DeleteLogGroup: {
      run({ logGroupName }) {
        store.deleteGroup(logGroupName);
        return {};
      },
    },
    DescribeLogGroups: {
      run({ logGroupNamePrefix = "", logGroupNamePattern = "", limit = 50, nextToken }) {
        const part = logGroupNamePattern.toLowerCase();
        const wanted = [...store.groups]
          .filter(([name]) => name.startsWith(logGroupNamePrefix))
          .filter(([name]) => name.toLowerCase().includes(part))
          .sort(([a], [b]) => (a < b ? -1 : 1));
        const { page, next } = pageOf(wanted, nextToken, limit, invalidToken);
        return { logGroups: page.map(([, group]) => shown(group)), nextToken: next };
      },
    },
    PutRetentionPolicy: {
      run({ logGroupName, retentionInDays }) {
        store.group(logGroupName).shape.retentionInDays = retentionInDays;
        return {};
      },
    },
    DeleteRetentionPolicy: {
      run({ logGroupName }) {
        delete store.group(logGroupName).shape.retentionInDays;
        return {};
      },
    },
    ...tagOperations("logs", {
      resource: "resourceArn",
      tags: "tags",
      keys: "tagKeys",
      form: "map",
      find: (arn) => store.group(arn).tags,
      arn: (group) => store.arnOf(group),
    }),
  };
}

/** Log streams. */
export function streamOperations(store: LogStore): Operations<"logs"> {
  const nameOf = ({ logStreamName }: LogStream): string => logStreamName;
  const byName = (a: LogStream, b: LogStream): number => (nameOf(a) < nameOf(b) ? -1 : 1);
  const byTime = (a: LogStream, b: LogStream): number =>
    (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0) || byName(a, b);
  return {
    CreateLogStream: {
      run({ logGroupName, logStreamName }) {
        store.createStream(store.group(logGroupName), logStreamName);
        return {};
      },
    },
    DeleteLogStream: {
      run({ logGroupName, logStreamName }) {
        store.deleteStream(store.group(logGroupName), logStreamName);
        return {};
      },
    },
    DescribeLogStreams: {
      run({ logStreamNamePrefix = "", orderBy, descending, limit = 50, nextToken, ...named }) {
        const wanted = [...store.named(named).streams.values()]
          .filter((stream) => nameOf(stream).startsWith(logStreamNamePrefix))
          .sort(orderBy === "LastEventTime" ? byTime : byName);
        if (descending === true) wanted.reverse();
        const { page, next } = pageOf(wanted, nextToken, limit, invalidToken);
        return { logStreams: page.map((stream) => ({ ...stream })), nextToken: next };
      },
    },
  };
}
