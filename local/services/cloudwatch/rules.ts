import type { Rules } from "../../gateway/model/rules";
import { tagRules } from "../tags";

const ANY_NUMBER = Number.MAX_SAFE_INTEGER;

/**
 * Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html,
 * API_Dimension, API_GetMetricStatistics, API_GetMetricData, API_PutMetricAlarm, API_DescribeAlarms,
 * API_DeleteAlarms, API_Tag.
 */
export const rules: Rules = {
  ...tagRules,
  Namespace: { length: [1, 255], pattern: "[^:].*" },
  MetricName: { length: [1, 255] },
  Dimensions: { length: [0, 30] },
  "Dimension.Name": { length: [1, 255] },
  "Dimension.Value": { length: [1, 1024] },
  "PutMetricDataInput.MetricData": { length: [0, 1000] },
  "MetricDatum.Values": { length: [0, 150] },
  "MetricDatum.Counts": { length: [0, 150] },
  StorageResolution: { range: [1, ANY_NUMBER] },
  Period: { range: [1, ANY_NUMBER] },
  Statistics: { length: [1, 5] },
  ExtendedStatistics: { length: [1, 10] },
  "MetricDataQuery.Id": { length: [1, 255] },
  AlarmName: { length: [1, 255] },
  AlarmDescription: { length: [0, 1024] },
  AlarmActions: { length: [0, 5], each: { length: [1, 1024] } },
  OKActions: { length: [0, 5], each: { length: [1, 1024] } },
  InsufficientDataActions: { length: [0, 5], each: { length: [1, 1024] } },
  EvaluationPeriods: { range: [1, ANY_NUMBER] },
  DatapointsToAlarm: { range: [1, ANY_NUMBER] },
  TreatMissingData: { length: [1, 255] },
  AlarmNames: { length: [0, 100], each: { length: [1, 255] } },
  AlarmNamePrefix: { length: [1, 255] },
  MaxRecords: { range: [1, 100] },
  ResourceARN: { length: [1, 1024] },
};
