import type { ResourceKind } from "../kind";
import { vpcComponentKind } from "./component";
import { defaultGroupKind } from "./default-group";
import { securityGroupKind } from "./security-group";
import { subnetKind, vpcKind } from "./vpc";

/** VPCs, subnets and security groups, and awsx's VPC. */
export const networkKinds: readonly ResourceKind[] = [
  vpcKind,
  subnetKind,
  securityGroupKind,
  defaultGroupKind,
  vpcComponentKind,
];
