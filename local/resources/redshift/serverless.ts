import type { CloudClient } from "../../gateway/service";
import { asGiven } from "../api-names";
import type { Created, Properties, ResourceKind } from "../kind";
import { defined, tagChanges, tagOutputs, unless, wantedTags } from "../outputs";
import type { Tags } from "../outputs";

const service = "redshift-serverless";
const gone = ["ResourceNotFoundException"];

const asList = (tags: Tags) => Object.entries(tags).map(([key, value]) => ({ key, value }));

async function tagsOf(resourceArn: unknown, cloud: CloudClient): Promise<Tags> {
  const { tags } = await cloud.call<{ tags: { key: string; value: string }[] }>(
    service,
    "ListTagsForResource",
    { resourceArn },
  );
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

async function updateTags(resourceArn: unknown, inputs: Properties, cloud: CloudClient) {
  const { set, removed } = tagChanges(await tagsOf(resourceArn, cloud), wantedTags(inputs));
  const tags = set.map(({ Key, Value }) => ({ key: Key, value: Value }));
  await cloud.call(service, "UntagResource", { resourceArn, tagKeys: removed });
  await cloud.call(service, "TagResource", { resourceArn, tags });
}

interface Noun {
  readonly title: "Namespace" | "Workgroup";
  readonly member: "namespace" | "workgroup";
  /** Inputs that the API takes under the same names. */
  readonly inputs: readonly string[];
  /** Outputs beyond the inputs, by the API's shape. */
  readonly computed: (shape: Properties) => Properties;
}

function nameOf(noun: Noun): string {
  return `${noun.member}Name`;
}

async function current(
  noun: Noun,
  id: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created> {
  const answer = await cloud.call<Record<string, Properties>>(service, `Get${noun.title}`, {
    [nameOf(noun)]: id,
  });
  const shape = answer[noun.member] ?? {};
  const real = noun.inputs.map((name) => [name, asGiven(state[name], shape[name])] as const);
  const arn = shape[`${noun.member}Arn`];
  const outputs = defined({
    ...state,
    ...Object.fromEntries(real.filter(([, value]) => value !== undefined)),
    ...noun.computed(shape),
    arn,
    region: cloud.region,
    ...tagOutputs(await tagsOf(arn, cloud), state),
  });
  return { id, outputs };
}

function operations(noun: Noun): Pick<ResourceKind, "create" | "read" | "update" | "delete"> {
  const apiInput = (inputs: Properties) =>
    defined(Object.fromEntries(noun.inputs.map((name) => [name, inputs[name]])));
  return {
    async create(inputs, cloud) {
      const input = { ...apiInput(inputs), tags: asList(wantedTags(inputs)) };
      await cloud.call(service, `Create${noun.title}`, input);
      return current(noun, String(inputs[nameOf(noun)]), inputs, cloud);
    },
    read: (id, state, cloud) => unless(gone, current(noun, id, state, cloud)),
    async update(id, state, inputs, cloud) {
      await cloud.call(service, `Update${noun.title}`, apiInput(inputs));
      await updateTags(state["arn"], inputs, cloud);
      return (await current(noun, id, inputs, cloud)).outputs;
    },
    async delete(id, _state, cloud) {
      await unless(gone, cloud.call(service, `Delete${noun.title}`, { [nameOf(noun)]: id }));
    },
  };
}

const namespaceInputs = [
  "adminPasswordSecretKmsKeyId",
  "adminUserPassword",
  "adminUsername",
  "dbName",
  "defaultIamRoleArn",
  "iamRoles",
  "kmsKeyId",
  "logExports",
  "manageAdminPassword",
  "namespaceName",
];

/** A Serverless namespace: the databases and their administrator. */
export const namespaceKind: ResourceKind = {
  type: "aws:redshiftserverless/namespace:Namespace",
  required: ["namespaceName"],
  optional: [
    ...namespaceInputs.filter((name) => name !== "namespaceName"),
    "adminUserPasswordWo",
    "adminUserPasswordWoVersion",
  ],
  replaceOn: ["dbName", "namespaceName", "region"],
  ...operations({
    title: "Namespace",
    member: "namespace",
    inputs: namespaceInputs,
    computed: (shape) => ({
      adminPasswordSecretArn: shape["adminPasswordSecretArn"],
      namespaceId: shape["namespaceId"],
    }),
  }),
};

const workgroupInputs = [
  "baseCapacity",
  "configParameters",
  "enhancedVpcRouting",
  "maxCapacity",
  "namespaceName",
  "port",
  "pricePerformanceTarget",
  "publiclyAccessible",
  "securityGroupIds",
  "subnetIds",
  "trackName",
  "workgroupName",
];

/** A Serverless workgroup: what computes over a namespace. */
export const workgroupKind: ResourceKind = {
  type: "aws:redshiftserverless/workgroup:Workgroup",
  required: ["namespaceName", "workgroupName"],
  optional: workgroupInputs.filter((name) => name !== "namespaceName" && name !== "workgroupName"),
  replaceOn: ["namespaceName", "region", "workgroupName"],
  check({ baseCapacity }) {
    if (typeof baseCapacity !== "number" || (baseCapacity >= 4 && baseCapacity <= 1024)) return [];
    return [{ property: "baseCapacity", reason: "must be 4 to 1024 RPUs" }];
  },
  ...operations({
    title: "Workgroup",
    member: "workgroup",
    inputs: workgroupInputs,
    computed: (shape) => ({
      endpoints: [shape["endpoint"]],
      workgroupId: shape["workgroupId"],
    }),
  }),
};
