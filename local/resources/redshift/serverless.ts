import type * as aws from "@pulumi/aws";
import { eachAsGiven } from "../as-given";
import { defineKind } from "../define";
import { within } from "../limits";
import { defined, pick } from "../names";
import { redshiftServerless as tags } from "../tagging";

/** Inputs that the API takes under the same names, as for a workgroup. */
const ofNamespace = [
  "adminPasswordSecretKmsKeyId",
  "adminUserPassword",
  "adminUsername",
  "dbName",
  "defaultIamRoleArn",
  "iamRoles",
  "kmsKeyId",
  "logExports",
  "manageAdminPassword",
] as const;

/** A Serverless namespace: the databases and their administrator. */
export const namespaceKind = defineKind<aws.redshiftserverless.NamespaceArgs, "namespaceName">({
  type: "aws:redshiftserverless/namespace:Namespace",
  id: "namespaceName",
  optional: [...ofNamespace, "adminUserPasswordWo", "adminUserPasswordWoVersion"],
  replaceOn: ["dbName"],
  tags,
  create: ({ namespaceName, ...inputs }, cloud) =>
    cloud.call("redshift-serverless", "CreateNamespace", {
      namespaceName,
      ...pick(inputs, ofNamespace),
    }),
  update: (namespaceName, inputs, cloud) =>
    cloud.call("redshift-serverless", "UpdateNamespace", {
      namespaceName,
      ...pick(inputs, ofNamespace),
    }),
  async read(namespaceName, state, cloud) {
    const input = { namespaceName };
    const { namespace } = await cloud.call("redshift-serverless", "GetNamespace", input);
    return {
      ...defined(eachAsGiven(ofNamespace, state, { ...namespace })),
      arn: namespace.namespaceArn,
      adminPasswordSecretArn: namespace.adminPasswordSecretArn,
      namespaceId: namespace.namespaceId,
    };
  },
  delete: (namespaceName, _state, cloud) =>
    cloud.call("redshift-serverless", "DeleteNamespace", { namespaceName }),
});

const ofWorkgroup = [
  "baseCapacity",
  "configParameters",
  "enhancedVpcRouting",
  "maxCapacity",
  "port",
  "pricePerformanceTarget",
  "publiclyAccessible",
  "securityGroupIds",
  "subnetIds",
  "trackName",
] as const;

/** A Serverless workgroup: what computes over a namespace. */
export const workgroupKind = defineKind<aws.redshiftserverless.WorkgroupArgs, "workgroupName">({
  type: "aws:redshiftserverless/workgroup:Workgroup",
  id: "workgroupName",
  required: ["namespaceName"],
  optional: ofWorkgroup,
  replaceOn: ["namespaceName"],
  limits: { baseCapacity: within(4, 1024) },
  tags,
  create: ({ workgroupName, namespaceName, ...inputs }, cloud) =>
    cloud.call("redshift-serverless", "CreateWorkgroup", {
      workgroupName,
      namespaceName,
      ...pick(inputs, ofWorkgroup),
    }),
  update: (workgroupName, inputs, cloud) =>
    cloud.call("redshift-serverless", "UpdateWorkgroup", {
      workgroupName,
      ...pick(inputs, ofWorkgroup),
    }),
  async read(workgroupName, state, cloud) {
    const input = { workgroupName };
    const { workgroup } = await cloud.call("redshift-serverless", "GetWorkgroup", input);
    return {
      ...defined(eachAsGiven([...ofWorkgroup, "namespaceName"], state, { ...workgroup })),
      arn: workgroup.workgroupArn,
      endpoints: [workgroup.endpoint],
      workgroupId: workgroup.workgroupId,
    };
  },
  delete: (workgroupName, _state, cloud) =>
    cloud.call("redshift-serverless", "DeleteWorkgroup", { workgroupName }),
});
