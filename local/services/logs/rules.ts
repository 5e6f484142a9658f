import type { Rules } from "../../gateway/model/rules";
import { tagMap, tagRules } from "../tags";

const MOST = Number.MAX_SAFE_INTEGER;

/**
 * Sources: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html,
 * API_CreateLogStream, API_PutRetentionPolicy, API_PutLogEvents, API_InputLogEvent, API_GetLogEvents,
 * API_FilterLogEvents, API_DescribeLogGroups, API_DescribeLogStreams, API_TagResource.
 */
export const rules: Rules = {
  ...tagRules,
  logGroupName: { length: [1, 512], pattern: "[\\.\\-_/#A-Za-z0-9]+" },
  logGroupNamePrefix: { length: [1, 512], pattern: "[\\.\\-_/#A-Za-z0-9]+" },
  logGroupNamePattern: { length: [0, 512], pattern: "[\\.\\-_/#A-Za-z0-9]*" },
  logGroupIdentifier: { length: [1, 2048], pattern: "[\\w#+=/:,.@-]*" },
  kmsKeyId: { length: [0, 256] },
  retentionInDays: {
    oneOf: [
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
      3288, 3653,
    ],
  },
  logStreamName: { length: [1, 512], pattern: "[^:*]*" },
  logStreamNamePrefix: { length: [1, 512], pattern: "[^:*]*" },
  logStreamNames: { length: [1, 100], each: { length: [1, 512], pattern: "[^:*]*" } },
  logEvents: { length: [1, 10_000] },
  "InputLogEvent.message": { length: [1, MOST] },
  "InputLogEvent.timestamp": { range: [0, MOST] },
  startTime: { range: [0, MOST] },
  endTime: { range: [0, MOST] },
  filterPattern: { length: [0, 1024] },
  "GetLogEventsRequest.limit": { range: [1, 10_000] },
  "FilterLogEventsRequest.limit": { range: [1, 10_000] },
  "DescribeLogGroupsRequest.limit": { range: [1, 50] },
  "DescribeLogStreamsRequest.limit": { range: [1, 50] },
  resourceArn: { length: [1, 1011], pattern: "[\\w+=/:,.@\\-*]*" },
  tags: { length: [1, 50], ...tagMap },
};
