import { vpcComponentKind } from "./component";
import { defaultGroupKind, securityGroupKind } from "./security-group";
import { subnetKind, vpcKind } from "./vpc";
import type { ResourceKind } from "../kind";

/** VPCs, subnets and security groups, and awsx's VPC. */
export const networkKinds: readonly ResourceKind[] = [
  vpcKind,
  subnetKind,
  securityGroupKind,
  defaultGroupKind,
  vpcComponentKind,
];
