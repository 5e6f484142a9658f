import type { ResourceKind } from "../kind";
import { queuePolicyKind, redriveAllowPolicyKind, redrivePolicyKind } from "./policies";
import { queueKind } from "./queue";

export const sqsKinds: readonly ResourceKind[] = [
  queueKind,
  queuePolicyKind,
  redriveAllowPolicyKind,
  redrivePolicyKind,
];
