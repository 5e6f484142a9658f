import type { CloudClient } from "../gateway/service";
import type { Created, Properties, ResourceKind } from "./kind";
import { changeTags, defined, jsonText, sameJson, tagList, tagMap, tagOutputs } from "./state";
import { unlessGone, wantedTags } from "./state";
import { finish } from "./unfinished";

interface Role {
  readonly Arn: string;
  readonly AssumeRolePolicyDocument: string;
  readonly CreateDate: string;
  readonly Description: string;
  readonly MaxSessionDuration: number;
  readonly Path: string;
  readonly RoleId: string;
  readonly RoleName: string;
  readonly Tags?: readonly { Key: string; Value: string }[];
}

interface Inline {
  readonly name?: string;
  readonly policy?: unknown;
}

const iam = <Output = object>(cloud: CloudClient, operation: string, input: object) =>
  cloud.call<Output>("iam", operation, input);

const inlineOf = (inputs: Properties): readonly Inline[] =>
  ((inputs.inlinePolicies ?? []) as readonly Inline[]).filter(({ policy }) => policy !== undefined);

const managedOf = (inputs: Properties): readonly string[] =>
  (inputs.managedPolicyArns ?? []) as readonly string[];

async function policyNames(RoleName: string, cloud: CloudClient): Promise<readonly string[]> {
  const { PolicyNames } = await iam<{ PolicyNames: string[] }>(cloud, "ListRolePolicies", {
    RoleName,
  });
  return PolicyNames;
}

async function attachedArns(RoleName: string, cloud: CloudClient): Promise<readonly string[]> {
  const { AttachedPolicies } = await iam<{ AttachedPolicies: { PolicyArn: string }[] }>(
    cloud,
    "ListAttachedRolePolicies",
    { RoleName },
  );
  return AttachedPolicies.map(({ PolicyArn }) => PolicyArn);
}

async function policyText(
  RoleName: string,
  PolicyName: string,
  cloud: CloudClient,
): Promise<string> {
  const answer = await iam<{ PolicyDocument: string }>(cloud, "GetRolePolicy", {
    RoleName,
    PolicyName,
  });
  return decodeURIComponent(answer.PolicyDocument);
}

/** Puts the policies that the role itself declares; those that it declared before and no longer go. */
async function putPolicies(
  RoleName: string,
  before: Properties,
  inputs: Properties,
  cloud: CloudClient,
): Promise<void> {
  const wanted = inlineOf(inputs);
  for (const { name, policy } of wanted) {
    await iam(cloud, "PutRolePolicy", {
      RoleName,
      PolicyName: name,
      PolicyDocument: jsonText(policy),
    });
  }
  for (const { name } of inlineOf(before)) {
    if (wanted.some((other) => other.name === name)) continue;
    await unlessGone(iam(cloud, "DeleteRolePolicy", { RoleName, PolicyName: name }));
  }
  const managed = managedOf(inputs);
  for (const PolicyArn of managed) await iam(cloud, "AttachRolePolicy", { RoleName, PolicyArn });
  for (const PolicyArn of managedOf(before).filter((arn) => !managed.includes(arn))) {
    await unlessGone(iam(cloud, "DetachRolePolicy", { RoleName, PolicyArn }));
  }
}

async function declaredInline(
  role: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Properties> {
  if (state.inlinePolicies === undefined) return {};
  const declared = inlineOf(state);
  const names = await policyNames(role, cloud);
  const inlinePolicies = await Promise.all(
    names.map(async (name) => {
      const policy = await policyText(role, name, cloud);
      const before = declared.find((item) => item.name === name)?.policy;
      const same = before !== undefined && sameJson(jsonText(before), policy);
      return { name, policy: same ? jsonText(before) : policy };
    }),
  );
  return { inlinePolicies };
}

async function current(name: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const { Role: role } = await iam<{ Role: Role }>(cloud, "GetRole", { RoleName: name });
  const trust = decodeURIComponent(role.AssumeRolePolicyDocument);
  const before = jsonText(state.assumeRolePolicy ?? "");
  const outputs = defined({
    arn: role.Arn,
    assumeRolePolicy: sameJson(before, trust) ? before : trust,
    createDate: role.CreateDate,
    description: role.Description === "" ? undefined : role.Description,
    forceDetachPolicies: state.forceDetachPolicies,
    managedPolicyArns: await attachedArns(name, cloud),
    maxSessionDuration: role.MaxSessionDuration,
    name: role.RoleName,
    path: role.Path,
    uniqueId: role.RoleId,
    ...(await declaredInline(name, state, cloud)),
    ...tagOutputs(tagMap(role.Tags), state),
  });
  return { id: role.RoleName, outputs };
}

async function remove(RoleName: string, state: Properties, cloud: CloudClient): Promise<void> {
  const force = state.forceDetachPolicies === true;
  // Policies that something else put on the role stop its deletion, as on AWS.
  const inline = force
    ? await policyNames(RoleName, cloud)
    : inlineOf(state).map(({ name }) => name);
  const managed = force ? await attachedArns(RoleName, cloud) : managedOf(state);
  for (const PolicyName of inline) {
    await unlessGone(iam(cloud, "DeleteRolePolicy", { RoleName, PolicyName }));
  }
  for (const PolicyArn of managed) {
    await unlessGone(iam(cloud, "DetachRolePolicy", { RoleName, PolicyArn }));
  }
  await iam(cloud, "DeleteRole", { RoleName });
}

export const roleKind: ResourceKind = {
  type: "aws:iam/role:Role",
  required: ["assumeRolePolicy"],
  optional: [
    "description",
    "forceDetachPolicies",
    "inlinePolicies",
    "managedPolicyArns",
    "maxSessionDuration",
    "name",
    "path",
  ],
  replaceOn: ["name", "path"],
  autoname: { property: "name", maxLength: 64 },
  defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
  async create(inputs, cloud) {
    const name = String(inputs.name);
    await iam(cloud, "CreateRole", {
      RoleName: name,
      AssumeRolePolicyDocument: jsonText(inputs.assumeRolePolicy),
      Description: inputs.description,
      MaxSessionDuration: inputs.maxSessionDuration,
      Path: inputs.path,
      Tags: tagList(wantedTags(inputs)),
    });
    return finish(name, async () => {
      await putPolicies(name, {}, inputs, cloud);
      return current(name, inputs, cloud);
    });
  },
  read: (id, state, cloud) => unlessGone(current(id, state, cloud)),
  async update(RoleName, state, inputs, cloud) {
    const { description: Description = "", maxSessionDuration: MaxSessionDuration } = inputs;
    await iam(cloud, "UpdateRole", { RoleName, Description, MaxSessionDuration });
    const PolicyDocument = jsonText(inputs.assumeRolePolicy);
    await iam(cloud, "UpdateAssumeRolePolicy", { RoleName, PolicyDocument });
    await putPolicies(RoleName, state, inputs, cloud);
    const { Role: role } = await iam<{ Role: Role }>(cloud, "GetRole", { RoleName });
    await changeTags(
      tagMap(role.Tags),
      wantedTags(inputs),
      (TagKeys) => iam(cloud, "UntagRole", { RoleName, TagKeys }),
      (tags) => iam(cloud, "TagRole", { RoleName, Tags: tagList(tags) }),
    );
    return (await current(RoleName, inputs, cloud)).outputs;
  },
  async delete(id, state, cloud) {
    await unlessGone(remove(id, state, cloud));
  },
};
