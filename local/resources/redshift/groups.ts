import type * as aws from "@pulumi/aws";
import { kept, unlessEmpty, unordered } from "../as-given";
import { defineKind } from "../define";
import type { Cloud, Inputs } from "../kind";
import { toApi } from "../names";
import * as tagging from "../tagging";

const description = "Managed by Pulumi";

function arnOf(type: string, name: string, { region, accountId }: Cloud): string {
  return `arn:aws:redshift:${region}:${accountId}:${type}:${name}`;
}

/** The subnets that clusters may live in. */
export const subnetGroupKind = defineKind<aws.redshift.SubnetGroupArgs, "name">({
  type: "aws:redshift/subnetGroup:SubnetGroup",
  id: "name",
  required: ["subnetIds"],
  optional: ["description"],
  autoname: { property: "name", maxLength: 255 },
  defaults: { description },
  tags: tagging.redshift,
  create: (inputs, cloud) =>
    cloud.call("redshift", "CreateClusterSubnetGroup", subnetGroup(inputs)),
  update: (_id, inputs, cloud) =>
    cloud.call("redshift", "ModifyClusterSubnetGroup", subnetGroup(inputs)),
  async read(name, state, cloud) {
    const { ClusterSubnetGroups } = await cloud.call("redshift", "DescribeClusterSubnetGroups", {
      ClusterSubnetGroupName: name,
    });
    const [group] = ClusterSubnetGroups ?? [];
    const ids = (group?.Subnets ?? []).flatMap(({ SubnetIdentifier }) => SubnetIdentifier ?? []);
    return {
      arn: arnOf("subnetgroup", name, cloud),
      description: group?.Description,
      subnetIds: kept(state.subnetIds, ids, unordered),
    };
  },
  delete: (ClusterSubnetGroupName, _state, cloud) =>
    cloud.call("redshift", "DeleteClusterSubnetGroup", { ClusterSubnetGroupName }),
});

function subnetGroup(inputs: Inputs<aws.redshift.SubnetGroupArgs>) {
  return {
    ClusterSubnetGroupName: inputs.name,
    Description: inputs.description,
    SubnetIds: inputs.subnetIds,
  };
}

async function parametersOf(ParameterGroupName: string, cloud: Cloud) {
  const answer = await cloud.call("redshift", "DescribeClusterParameters", { ParameterGroupName });
  return (answer.Parameters ?? []).map(
    ({ ParameterName: name = "", ParameterValue: value = "" }) => ({
      name,
      value,
    }),
  );
}

const parameterNames = { name: "ParameterName", value: "ParameterValue" } as const;

/** A cluster's settings, e.g. that it speaks TLS only. */
export const parameterGroupKind = defineKind<
  aws.redshift.ParameterGroupArgs,
  "name" | "description"
>({
  type: "aws:redshift/parameterGroup:ParameterGroup",
  id: "name",
  required: ["family"],
  optional: ["description", "parameters"],
  replaceOn: ["description", "family"],
  autoname: { property: "name", maxLength: 255 },
  defaults: { description },
  tags: tagging.redshift,
  create: (inputs, cloud) =>
    cloud.call("redshift", "CreateClusterParameterGroup", {
      ParameterGroupName: inputs.name,
      ParameterGroupFamily: inputs.family,
      Description: inputs.description,
    }),
  async configure(ParameterGroupName, { parameters: given = [] }, cloud) {
    const there = await parametersOf(ParameterGroupName, cloud);
    const unwanted = there.filter(({ name }) => !given.some((each) => each.name === name));
    if (unwanted.length > 0) {
      const input = { ParameterGroupName, Parameters: toApi(unwanted, parameterNames) };
      await cloud.call("redshift", "ResetClusterParameterGroup", input);
    }
    if (given.length === 0) return;
    const input = { ParameterGroupName, Parameters: toApi(given, parameterNames) };
    await cloud.call("redshift", "ModifyClusterParameterGroup", input);
  },
  async read(name, state, cloud) {
    const { ParameterGroups } = await cloud.call("redshift", "DescribeClusterParameterGroups", {
      ParameterGroupName: name,
    });
    const [group] = ParameterGroups ?? [];
    const parameters = unlessEmpty(state.parameters, await parametersOf(name, cloud));
    return {
      arn: arnOf("parametergroup", name, cloud),
      description: group?.Description,
      family: group?.ParameterGroupFamily,
      parameters: kept(state.parameters, parameters, unordered),
    };
  },
  delete: (ParameterGroupName, _state, cloud) =>
    cloud.call("redshift", "DeleteClusterParameterGroup", { ParameterGroupName }),
});
