import { rolePolicyAttachmentKind, rolePolicyKind } from "./iam-policies";
import { roleKind } from "./iam-role";
import type { ResourceKind } from "./kind";

/** IAM: roles, their inline policies and the managed ones attached to them. */
export const iamKinds: readonly ResourceKind[] = [
  roleKind,
  rolePolicyKind,
  rolePolicyAttachmentKind,
];
