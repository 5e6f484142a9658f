import type { ResourceKind } from "../kind";
import { clusterKind } from "./cluster";
import { parameterGroupKind, subnetGroupKind } from "./groups";
import { loggingKind } from "./logging";
import { scheduledActionKind } from "./scheduled-action";
import { namespaceKind, workgroupKind } from "./serverless";
import { statementKind } from "./statement";

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
