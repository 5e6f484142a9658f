import type { ResourceKind } from "./kind";
import { roleKind } from "./iam-role";
import { rolePolicyAttachmentKind, rolePolicyKind } from "./iam-policies";

/** IAM: roles, their inline policies and the managed ones attached to them. */
export const iamKinds: readonly ResourceKind[] = [
  roleKind,
  rolePolicyKind,
  rolePolicyAttachmentKind,
];
