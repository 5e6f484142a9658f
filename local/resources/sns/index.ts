import type { ResourceKind } from "../kind";
import { topicPolicyKind } from "./policy";
import { topicSubscriptionKind } from "./subscription";
import { topicKind } from "./topic";

export const snsKinds: readonly ResourceKind[] = [
  topicKind,
  topicPolicyKind,
  topicSubscriptionKind,
];
