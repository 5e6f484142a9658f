import { createHash } from "node:crypto";
import type { Namespace, Workgroup } from "@aws-sdk/client-redshift-serverless";
import type { InputOf } from "../../../gateway/model/apis";
import { AwsError } from "../../../gateway/service";
import type { Operations } from "../../../gateway/service";
import type { Collection, Scope } from "../collection";

/**
 * A workgroup's ARN holds an id that AWS draws at random. Here it derives from the name, so that a
 * request that names the workgroup is authorized on its ARN without looking it up.
 */
export function workgroupArn(region: string, accountId: string, name: string): string {
  const hash = createHash("sha256").update(`workgroup/${name}`).digest("hex");
  const id = hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
  return `arn:aws:redshift-serverless:${region}:${accountId}:workgroup/${id}`;
}

export function workgroupOperations(
  scope: Scope,
  namespaces: Collection<Namespace>,
  workgroups: Collection<Workgroup>,
): Operations<"redshift-serverless"> {
  return {
    CreateWorkgroup: {
      run({ tags, ...input }) {
        workgroups.checkNew(input.workgroupName);
        namespaces.find(input.namespaceName);
        const shape = newWorkgroup(input, scope);
        const { workgroupArn: arn = "" } = shape;
        return { workgroup: workgroups.add(input.workgroupName, arn, shape, tags).shape };
      },
    },
    GetWorkgroup: { run: (input) => ({ workgroup: workgroups.find(input.workgroupName).shape }) },
    ListWorkgroups: { run: () => ({ workgroups: workgroups.list().map(({ shape }) => shape) }) },
    UpdateWorkgroup: {
      run: (input) => ({ workgroup: workgroups.change(input.workgroupName, input).shape }),
    },
    DeleteWorkgroup: {
      run: (input) => ({
        workgroup: { ...workgroups.remove(input.workgroupName).shape, status: "DELETING" },
      }),
    },
  };
}

function newWorkgroup(
  input: InputOf<"redshift-serverless", "CreateWorkgroup">,
  { region, accountId }: Scope,
): Workgroup {
  const { workgroupName, baseCapacity = 128, port = 5439 } = input;
  if (baseCapacity < 4 || baseCapacity > 1024) {
    throw new AwsError("ValidationException", "baseCapacity must be between 4 and 1024 RPUs.");
  }
  const arn = workgroupArn(region, accountId, workgroupName);
  const address = `${workgroupName}.${accountId}.${region}.redshift-serverless.amazonaws.com`;
  return {
    configParameters: [],
    enhancedVpcRouting: false,
    publiclyAccessible: false,
    securityGroupIds: [],
    subnetIds: [],
    ...input,
    baseCapacity,
    port,
    workgroupId: arn.split("/")[1],
    workgroupArn: arn,
    status: "AVAILABLE",
    creationDate: new Date(),
    endpoint: { address, port, vpcEndpoints: [] },
  };
}
