import type * as aws from "@pulumi/aws";
import { asGiven } from "./as-given";
import { defineKind } from "./define";
import type { Inputs, ResourceKind } from "./kind";
import { fromApi, toApi } from "./names";
import * as tagging from "./tagging";

type WorkgroupArgs = aws.athena.WorkgroupArgs;

const spellings = {
  enforceWorkgroupConfiguration: "EnforceWorkGroupConfiguration",
  publishCloudwatchMetricsEnabled: "PublishCloudWatchMetricsEnabled",
  requesterPaysEnabled: "RequesterPaysEnabled",
  kmsKeyArn: "KmsKey",
} as const;

/** What the provider sets where a configuration leaves it out. */
const configurationDefaults = {
  EnforceWorkGroupConfiguration: true,
  PublishCloudWatchMetricsEnabled: true,
};

function apiConfiguration({ configuration = {} }: Inputs<WorkgroupArgs>) {
  const given = toApi({ ...configuration, monitoringConfiguration: undefined }, spellings);
  return { ...configurationDefaults, ...given };
}

/** A workgroup: where results go and how much a query may scan. */
const workgroupKind = defineKind<WorkgroupArgs, "name">({
  type: "aws:athena/workgroup:Workgroup",
  id: "name",
  optional: ["configuration", "description", "forceDestroy", "state"],
  autoname: { property: "name", maxLength: 128 },
  defaults: { state: "ENABLED", forceDestroy: false },
  check: ({ configuration: { bytesScannedCutoffPerQuery: cutoff, ...configuration } = {} }) => ({
    "configuration.bytesScannedCutoffPerQuery":
      cutoff !== undefined && cutoff < 10_000_000 && "must be at least 10000000",
    "configuration.monitoringConfiguration":
      configuration.monitoringConfiguration && "the local cloud has no Spark workgroups",
  }),
  tags: tagging.athena,
  create: (inputs, cloud) =>
    cloud.call("athena", "CreateWorkGroup", {
      Name: inputs.name,
      Description: inputs.description,
      Configuration: apiConfiguration(inputs),
    }),
  async update(WorkGroup, inputs, cloud) {
    const { ResultConfiguration: results, ...configuration } = apiConfiguration(inputs);
    const uncut = configuration.BytesScannedCutoffPerQuery === undefined;
    await cloud.call("athena", "UpdateWorkGroup", {
      WorkGroup,
      Description: inputs.description ?? "",
      ConfigurationUpdates: {
        ...configuration,
        ResultConfigurationUpdates: results ?? {
          RemoveOutputLocation: true,
          RemoveEncryptionConfiguration: true,
        },
        ...(uncut && { RemoveBytesScannedCutoffPerQuery: true }),
      },
    });
  },
  configure: (WorkGroup, { state: State }, cloud) =>
    cloud.call("athena", "UpdateWorkGroup", { WorkGroup, State }),
  async read(name, state, cloud) {
    const { WorkGroup: group } = await cloud.call("athena", "GetWorkGroup", { WorkGroup: name });
    return {
      arn: `arn:aws:athena:${cloud.region}:${cloud.accountId}:workgroup/${name}`,
      state: group?.State,
      description: group?.Description,
      configuration: asGiven(state.configuration, fromApi(group?.Configuration, spellings)),
    };
  },
  delete: (WorkGroup, { forceDestroy: RecursiveDeleteOption }, cloud) =>
    cloud.call("athena", "DeleteWorkGroup", { WorkGroup, RecursiveDeleteOption }),
});

/** A query saved in a workgroup. */
const namedQueryKind = defineKind<aws.athena.NamedQueryArgs, "name">({
  type: "aws:athena/namedQuery:NamedQuery",
  required: ["database", "query"],
  optional: ["description", "workgroup"],
  replaceOn: ["database", "description", "query", "workgroup"],
  autoname: { property: "name", maxLength: 128 },
  defaults: { workgroup: "primary" },
  async create(inputs, cloud) {
    const { NamedQueryId } = await cloud.call("athena", "CreateNamedQuery", {
      Name: inputs.name,
      Description: inputs.description,
      Database: inputs.database,
      QueryString: inputs.query,
      WorkGroup: inputs.workgroup,
    });
    return NamedQueryId;
  },
  async read(NamedQueryId, _state, cloud) {
    const { NamedQuery: query } = await cloud.call("athena", "GetNamedQuery", { NamedQueryId });
    return {
      database: query?.Database,
      description: query?.Description,
      name: query?.Name,
      query: query?.QueryString,
      workgroup: query?.WorkGroup,
    };
  },
  delete: (NamedQueryId, _state, cloud) =>
    cloud.call("athena", "DeleteNamedQuery", { NamedQueryId }),
});

/** Athena: workgroups and saved queries. */
export const athenaKinds: readonly ResourceKind[] = [workgroupKind, namedQueryKind];
