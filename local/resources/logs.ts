import type * as aws from "@pulumi/aws";
import { defineKind } from "./define";
import * as tagging from "./tagging";
import type { ResourceKind } from "./kind";

const logGroupKind = defineKind<aws.cloudwatch.LogGroupArgs, "name">({
  type: "aws:cloudwatch/logGroup:LogGroup",
  id: "name",
  optional: ["kmsKeyId", "logGroupClass", "retentionInDays", "skipDestroy"],
  replaceOn: ["kmsKeyId", "logGroupClass"],
  autoname: { property: "name", maxLength: 512 },
  defaults: { logGroupClass: "STANDARD", retentionInDays: 0, skipDestroy: false },
  tags: tagging.logs,
  create: ({ name: logGroupName, kmsKeyId, logGroupClass }, cloud) =>
    cloud.call("logs", "CreateLogGroup", { logGroupName, kmsKeyId, logGroupClass }),
  /** No retention, or 0 days, keeps events for ever. */
  configure: (logGroupName, { retentionInDays = 0 }, cloud) =>
    retentionInDays === 0
      ? cloud.call("logs", "DeleteRetentionPolicy", { logGroupName })
      : cloud.call("logs", "PutRetentionPolicy", { logGroupName, retentionInDays }),
  async read(name, _state, cloud) {
    const input = { logGroupNamePrefix: name };
    const { logGroups = [] } = await cloud.call("logs", "DescribeLogGroups", input);
    const group = logGroups.find(({ logGroupName }) => logGroupName === name);
    return (
      group && {
        arn: group.logGroupArn,
        kmsKeyId: group.kmsKeyId,
        logGroupClass: group.logGroupClass,
        retentionInDays: group.retentionInDays ?? 0,
      }
    );
  },
  async delete(logGroupName, { skipDestroy }, cloud) {
    if (skipDestroy !== true) await cloud.call("logs", "DeleteLogGroup", { logGroupName });
  },
});

const logStreamKind = defineKind<aws.cloudwatch.LogStreamArgs, "name">({
  type: "aws:cloudwatch/logStream:LogStream",
  id: "name",
  required: ["logGroupName"],
  replaceOn: ["logGroupName"],
  autoname: { property: "name", maxLength: 512 },
  create: ({ logGroupName, name: logStreamName }, cloud) =>
    cloud.call("logs", "CreateLogStream", { logGroupName, logStreamName }),
  async read(name, { logGroupName }, cloud) {
    const input = { logGroupName, logStreamNamePrefix: name };
    const { logStreams = [] } = await cloud.call("logs", "DescribeLogStreams", input);
    const stream = logStreams.find(({ logStreamName }) => logStreamName === name);
    return stream && { arn: stream.arn, logGroupName };
  },
  delete: (logStreamName, { logGroupName }, cloud) =>
    cloud.call("logs", "DeleteLogStream", { logGroupName, logStreamName }),
});

/** CloudWatch Logs: groups and streams. */
export const logsKinds: readonly ResourceKind[] = [logGroupKind, logStreamKind];
