import type { Rules } from "../../gateway/model/rules";
import { tagRules } from "../tags";

const name = { length: [1, 64], pattern: "[0-9a-zA-Z-_.]+" } as const;
const token = { length: [1, 64], pattern: "[a-zA-Z0-9-_]+" } as const;

/** Source: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
export const rules: Rules = {
  ...tagRules,
  Name: name,
  GroupName: name,
  NamePrefix: name,
  ClientToken: token,
  Description: { length: [0, 512] },
  ScheduleExpression: { length: [1, 256] },
  ScheduleExpressionTimezone: { length: [1, 50] },
  State: { oneOf: ["ENABLED", "DISABLED"] },
  ActionAfterCompletion: { oneOf: ["NONE", "DELETE"] },
  KmsKeyArn: {
    length: [1, 2048],
    pattern: "arn:aws(-[a-z]+)?:kms:[a-z0-9\\-]+:\\d{12}:(key|alias)\\/[0-9a-zA-Z-_]*",
  },
  MaxResults: { range: [1, 100] },
  NextToken: { length: [1, 2048] },
  ResourceArn: {
    length: [1, 1011],
    pattern: "arn:aws(-[a-z]+)?:scheduler:[a-z0-9\\-]+:\\d{12}:schedule-group\\/[0-9a-zA-Z-_.]+",
  },
  Tags: { length: [0, 200] },
  "FlexibleTimeWindow.Mode": { oneOf: ["OFF", "FLEXIBLE"] },
  "FlexibleTimeWindow.MaximumWindowInMinutes": { range: [1, 1440] },
  "Target.Arn": { length: [1, 1600] },
  "Target.RoleArn": {
    length: [1, 1600],
    pattern: "arn:aws(-[a-z]+)?:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+",
  },
  "Target.Input": { length: [1, 262_144] },
  "DeadLetterConfig.Arn": {
    length: [1, 1600],
    pattern: "arn:aws(-[a-z]+)?:sqs:[a-z0-9\\-]+:\\d{12}:[a-zA-Z0-9\\-_]+",
  },
  "RetryPolicy.MaximumEventAgeInSeconds": { range: [60, 86_400] },
  "RetryPolicy.MaximumRetryAttempts": { range: [0, 185] },
  "KinesisParameters.PartitionKey": { length: [1, 256] },
  "SqsParameters.MessageGroupId": { length: [1, 128] },
};
