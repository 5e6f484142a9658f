import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { protectedByName, type NamedKind } from "../protected-name";
import { WarehouseNetwork } from "./network";
import { administrator, auditLogs, type Warehouse, type WarehouseArgs } from "./warehouse";

export interface ServerlessWarehouseArgs extends WarehouseArgs {
  /** Redshift processing units, at $0.375 an hour each while queries run; 4 by default. */
  readonly baseCapacity?: number;
}

const namespaceKind: NamedKind = {
  kind: "Redshift Serverless namespace",
  type: "aws:redshiftserverless/namespace:Namespace",
  named: "namespaceName",
  fixed: { dbName: "database" },
  why: "a warehouse's database cannot be changed",
  remedy: (namespaceName) =>
    "leave database as it is, or, to give the rows up, run aws redshift-serverless " +
    `delete-workgroup --workgroup-name ${namespaceName}, then delete-namespace --namespace-name ` +
    `${namespaceName}, then pulumi refresh`,
  find: (namespaceName, opts) => aws.redshiftserverless.getNamespace({ namespaceName }, opts),
};

/** A Redshift Serverless workgroup: private, encrypted, TLS only, paid by the second of use. */
export class ServerlessWarehouse extends pulumi.ComponentResource implements Warehouse {
  readonly workgroupName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly secretArn: pulumi.Output<string>;

  constructor(name: string, args: ServerlessWarehouseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:ServerlessWarehouse", name, {}, opts);
    const { tags } = args;
    const network = new WarehouseNetwork(name, { tags, zones: 3 }, { parent: this });
    const namespace = new aws.redshiftserverless.Namespace(
      name,
      {
        namespaceName: args.name,
        dbName: args.database,
        adminUsername: administrator,
        manageAdminPassword: true,
        ...(args.durable && { logExports: auditLogs }),
        tags,
      },
      { ...protectedByName(namespaceKind, name, this), protect: args.durable },
    );
    const baseCapacity = args.baseCapacity ?? 4;
    const workgroup = new aws.redshiftserverless.Workgroup(
      name,
      {
        workgroupName: args.name,
        namespaceName: namespace.namespaceName,
        baseCapacity,
        // Twice the base: a runaway query cannot run up a bill without bound.
        maxCapacity: baseCapacity * 2,
        publiclyAccessible: false,
        enhancedVpcRouting: args.enhancedVpcRouting,
        subnetIds: network.subnetIds,
        securityGroupIds: [network.securityGroupId],
        configParameters: [{ parameterKey: "require_ssl", parameterValue: "true" }],
        tags,
      },
      { parent: this },
    );
    this.workgroupName = workgroup.workgroupName;
    this.arn = workgroup.arn;
    this.secretArn = namespace.adminPasswordSecretArn;
    this.registerOutputs({ workgroupName: this.workgroupName, secretArn: this.secretArn });
  }
}
