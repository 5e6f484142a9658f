import { clusterKind } from "./cluster";
import { loggingKind, scheduledActionKind } from "./cluster-extras";
import { parameterGroupKind, subnetGroupKind } from "./groups";
import { namespaceKind, workgroupKind } from "./serverless";
import { statementKind } from "./statement";
import type { ResourceKind } from "../kind";

/** Redshift: clusters and what belongs to them, Serverless, and statements run at deploy. */
export const redshiftKinds: readonly ResourceKind[] = [
  clusterKind,
  subnetGroupKind,
  parameterGroupKind,
  scheduledActionKind,
  loggingKind,
  namespaceKind,
  workgroupKind,
  statementKind,
];
