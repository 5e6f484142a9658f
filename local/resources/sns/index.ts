import { topicPolicyKind } from "./policy";
import { topicSubscriptionKind } from "./subscription";
import { topicKind } from "./topic";
import type { ResourceKind } from "../kind";

export const snsKinds: readonly ResourceKind[] = [
  topicKind,
  topicPolicyKind,
  topicSubscriptionKind,
];
