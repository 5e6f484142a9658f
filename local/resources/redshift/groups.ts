import type { CloudClient } from "../../gateway/service";
import type { Created, Properties, ResourceKind } from "../kind";
import { defined, kept, tagList, tagMap, tagOutputs, unless, wantedTags } from "../outputs";
import type { Tags } from "../outputs";
import { updateTags } from "./tags";
import { finish } from "../unfinished";

const description = "Managed by Pulumi";

function arnOf(type: string, name: string, { region, accountId }: CloudClient): string {
  return `arn:aws:redshift:${region}:${accountId}:${type}:${name}`;
}

interface Group extends Properties {
  readonly Description?: string;
  readonly Tags?: { Key: string; Value: string }[];
}

function common(
  type: string,
  name: string,
  group: Group,
  state: Properties,
  cloud: CloudClient,
): Properties {
  return defined({
    ...state,
    arn: arnOf(type, name, cloud),
    description: group.Description,
    name,
    region: cloud.region,
    ...tagOutputs(tagMap(group.Tags), state),
  });
}

const noSubnetGroup = ["ClusterSubnetGroupNotFoundFault"];

async function currentSubnets(
  name: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created> {
  const { ClusterSubnetGroups } = await cloud.call<{
    ClusterSubnetGroups: readonly (Group & {
      readonly Subnets: readonly { readonly SubnetIdentifier: string }[];
    })[];
  }>("redshift", "DescribeClusterSubnetGroups", { ClusterSubnetGroupName: name });
  const [group] = ClusterSubnetGroups;
  const ids = group?.Subnets.map((subnet) => subnet.SubnetIdentifier) ?? [];
  const sorted = (value: unknown) => [...(value as string[])].sort();
  const outputs = common("subnetgroup", name, group ?? {}, state, cloud);
  return { id: name, outputs: { ...outputs, subnetIds: kept(state["subnetIds"], ids, sorted) } };
}

/** The subnets that clusters may live in. */
export const subnetGroupKind: ResourceKind = {
  type: "aws:redshift/subnetGroup:SubnetGroup",
  required: ["subnetIds"],
  optional: ["description", "name"],
  replaceOn: ["name", "region"],
  autoname: { property: "name", maxLength: 255 },
  defaults: { description },
  async create(inputs, cloud) {
    await cloud.call("redshift", "CreateClusterSubnetGroup", {
      ClusterSubnetGroupName: inputs["name"],
      Description: inputs["description"],
      SubnetIds: inputs["subnetIds"],
      Tags: tagList(wantedTags(inputs)),
    });
    return currentSubnets(String(inputs["name"]), inputs, cloud);
  },
  read: (id, state, cloud) => unless(noSubnetGroup, currentSubnets(id, state, cloud)),
  async update(id, state, inputs, cloud) {
    await cloud.call("redshift", "ModifyClusterSubnetGroup", {
      ClusterSubnetGroupName: id,
      Description: inputs["description"],
      SubnetIds: inputs["subnetIds"],
    });
    const { outputs } = await currentSubnets(id, state, cloud);
    await updateTags(arnOf("subnetgroup", id, cloud), outputs["tagsAll"] as Tags, inputs, cloud);
    return (await currentSubnets(id, inputs, cloud)).outputs;
  },
  async delete(id, _state, cloud) {
    const input = { ClusterSubnetGroupName: id };
    await unless(noSubnetGroup, cloud.call("redshift", "DeleteClusterSubnetGroup", input));
  },
};

const noParameterGroup = ["ClusterParameterGroupNotFound"];

interface Parameter {
  readonly ParameterName: string;
  readonly ParameterValue: string;
}

async function currentParameters(
  name: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created> {
  const input = { ParameterGroupName: name };
  const { ParameterGroups } = await cloud.call<{
    ParameterGroups: readonly (Group & { readonly ParameterGroupFamily: string })[];
  }>("redshift", "DescribeClusterParameterGroups", input);
  const { Parameters } = await cloud.call<{ Parameters: readonly Parameter[] }>(
    "redshift",
    "DescribeClusterParameters",
    input,
  );
  const [group] = ParameterGroups;
  const parameters = Parameters.map(({ ParameterName, ParameterValue }) => ({
    name: ParameterName,
    value: ParameterValue,
  }));
  const byName = (value: unknown) =>
    [...(value as { name: string }[])].sort((a, b) => (a.name < b.name ? -1 : 1));
  const outputs = common("parametergroup", name, group ?? {}, state, cloud);
  return {
    id: name,
    outputs: defined({
      ...outputs,
      family: group?.ParameterGroupFamily,
      parameters:
        parameters.length === 0 && state["parameters"] === undefined
          ? undefined
          : kept(state["parameters"], parameters, byName),
    }),
  };
}

async function setParameters(name: unknown, inputs: Properties, cloud: CloudClient): Promise<void> {
  const given = (inputs["parameters"] ?? []) as readonly { name: string; value: string }[];
  const ParameterGroupName = name;
  const { Parameters } = await cloud.call<{ Parameters: readonly Parameter[] }>(
    "redshift",
    "DescribeClusterParameters",
    { ParameterGroupName },
  );
  const gone = Parameters.filter(
    ({ ParameterName }) => !given.some((parameter) => parameter.name === ParameterName),
  );
  if (gone.length > 0) {
    const input = { ParameterGroupName, Parameters: gone };
    await cloud.call("redshift", "ResetClusterParameterGroup", input);
  }
  if (given.length === 0) return;
  await cloud.call("redshift", "ModifyClusterParameterGroup", {
    ParameterGroupName,
    Parameters: given.map((parameter) => ({
      ParameterName: parameter.name,
      ParameterValue: parameter.value,
    })),
  });
}

/** A cluster's settings, e.g. that it speaks TLS only. */
export const parameterGroupKind: ResourceKind = {
  type: "aws:redshift/parameterGroup:ParameterGroup",
  required: ["family"],
  optional: ["description", "name", "parameters"],
  replaceOn: ["description", "family", "name", "region"],
  autoname: { property: "name", maxLength: 255 },
  defaults: { description },
  async create(inputs, cloud) {
    await cloud.call("redshift", "CreateClusterParameterGroup", {
      ParameterGroupName: inputs["name"],
      ParameterGroupFamily: inputs["family"],
      Description: inputs["description"],
      Tags: tagList(wantedTags(inputs)),
    });
    const name = String(inputs["name"]);
    return finish(name, async () => {
      await setParameters(name, inputs, cloud);
      return currentParameters(name, inputs, cloud);
    });
  },
  read: (id, state, cloud) => unless(noParameterGroup, currentParameters(id, state, cloud)),
  async update(id, state, inputs, cloud) {
    await setParameters(id, inputs, cloud);
    const { outputs } = await currentParameters(id, state, cloud);
    await updateTags(arnOf("parametergroup", id, cloud), outputs["tagsAll"] as Tags, inputs, cloud);
    return (await currentParameters(id, inputs, cloud)).outputs;
  },
  async delete(id, _state, cloud) {
    const input = { ParameterGroupName: id };
    await unless(noParameterGroup, cloud.call("redshift", "DeleteClusterParameterGroup", input));
  },
};
