import type { Rules } from "../../gateway/model/rules";
import { tagRules } from "../tags";

/**
 * Besides what dynalite checks itself. Sources:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html,
 * API_TransactGetItems, API_TimeToLiveSpecification, API_PointInTimeRecoverySpecification, API_TagResource.
 */
export const rules: Rules = {
  ...tagRules,
  TransactItems: { length: [1, 100] },
  ClientRequestToken: { length: [1, 36] },
  "TimeToLiveSpecification.AttributeName": { length: [1, 255] },
  RecoveryPeriodInDays: { range: [1, 35] },
  ResourceArn: { length: [1, 1283] },
};
