import type * as pulumi from "@pulumi/pulumi";

/** A Redshift warehouse as the Data API addresses it: by its cluster or by its workgroup. */
export interface Warehouse {
  readonly clusterIdentifier?: pulumi.Output<string>;
  readonly workgroupName?: pulumi.Output<string>;
  /** The cluster's or workgroup's ARN, which permissions name. */
  readonly arn: pulumi.Output<string>;
  /** The password that Redshift manages. */
  readonly secretArn: pulumi.Output<string>;
}

export interface WarehouseArgs {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly database: string;
  readonly durable: boolean;
  readonly enhancedVpcRouting: boolean;
  /** Days that audit logs are kept, which a durable warehouse has. */
  readonly logRetentionDays: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The audit logs: connections, changes of users, and statements. */
export const auditLogs = ["connectionlog", "userlog", "useractivitylog"];

/** The administrator, whose password nobody sees: Redshift makes it, keeps it and rotates it. */
export const administrator = "warehouse";
