import type { CloudClient } from "../gateway/service";
import { AwsError } from "../gateway/service";
import { asGiven, fromApi, toApi } from "./api-names";
import type { Created, Properties, ResourceKind } from "./kind";
import { defined, tagChanges, tagList, tagMap, tagOutputs, wantedTags } from "./outputs";
import { finish } from "./unfinished";

const spellings = {
  enforceWorkgroupConfiguration: "EnforceWorkGroupConfiguration",
  publishCloudwatchMetricsEnabled: "PublishCloudWatchMetricsEnabled",
  requesterPaysEnabled: "RequesterPaysEnabled",
  kmsKeyArn: "KmsKey",
};

/** What the provider sets where a configuration leaves it out. */
const configurationDefaults = {
  EnforceWorkGroupConfiguration: true,
  PublishCloudWatchMetricsEnabled: true,
};

/** Athena says "not found" by an InvalidRequestException. */
async function unlessMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    const missing = error instanceof AwsError && error.code === "InvalidRequestException";
    if (missing && /is not found|does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

function workgroupArn(name: unknown, { region, accountId }: CloudClient): string {
  return `arn:aws:athena:${region}:${accountId}:workgroup/${String(name)}`;
}

type TagListing = { Tags: { Key: string; Value: string }[] };

async function currentWorkgroup(
  name: unknown,
  state: Properties,
  cloud: CloudClient,
): Promise<Created> {
  const { WorkGroup: group } = await cloud.call<{ WorkGroup: Properties }>(
    "athena",
    "GetWorkGroup",
    { WorkGroup: name },
  );
  const arn = workgroupArn(name, cloud);
  const { Tags: tags } = await cloud.call<TagListing>("athena", "ListTagsForResource", {
    ResourceARN: arn,
  });
  const configuration = fromApi(group["Configuration"], spellings);
  const outputs = defined({
    ...state,
    arn,
    name: group["Name"],
    region: cloud.region,
    state: group["State"],
    description: group["Description"],
    configuration: asGiven(state["configuration"], configuration),
    forceDestroy: state["forceDestroy"] ?? false,
    ...tagOutputs(tagMap(tags), state),
  });
  return { id: String(name), outputs };
}

function configurationInput(inputs: Properties): Properties {
  const given = toApi(inputs["configuration"] ?? {}, spellings) as Properties;
  return { ...configurationDefaults, ...given };
}

/** A workgroup: where results go and how much a query may scan. */
const workgroupKind: ResourceKind = {
  type: "aws:athena/workgroup:Workgroup",
  required: [],
  optional: ["configuration", "description", "forceDestroy", "name", "state"],
  replaceOn: ["name", "region"],
  autoname: { property: "name", maxLength: 128 },
  defaults: { state: "ENABLED", forceDestroy: false },
  check({ configuration }) {
    const cutoff = (configuration as Properties | undefined)?.["bytesScannedCutoffPerQuery"];
    if (typeof cutoff !== "number" || cutoff >= 10_000_000) return [];
    const property = "configuration.bytesScannedCutoffPerQuery";
    return [{ property, reason: "must be at least 10000000" }];
  },
  async create(inputs, cloud) {
    const input = {
      Name: inputs["name"],
      Description: inputs["description"],
      Configuration: configurationInput(inputs),
      Tags: tagList(wantedTags(inputs)),
    };
    await cloud.call("athena", "CreateWorkGroup", defined(input));
    return finish(String(inputs["name"]), async () => {
      if (inputs["state"] === "DISABLED") {
        await cloud.call("athena", "UpdateWorkGroup", {
          WorkGroup: inputs["name"],
          State: "DISABLED",
        });
      }
      return currentWorkgroup(inputs["name"], inputs, cloud);
    });
  },
  read: (id, state, cloud) => unlessMissing(currentWorkgroup(id, state, cloud)),
  async update(id, _state, inputs, cloud) {
    const { ResultConfiguration: results, ...configuration } = configurationInput(inputs);
    await cloud.call("athena", "UpdateWorkGroup", {
      WorkGroup: id,
      Description: inputs["description"] ?? "",
      State: inputs["state"],
      ConfigurationUpdates: {
        ...configuration,
        ResultConfigurationUpdates: results ?? {
          RemoveOutputLocation: true,
          RemoveEncryptionConfiguration: true,
        },
        ...(configuration["BytesScannedCutoffPerQuery"] === undefined
          ? { RemoveBytesScannedCutoffPerQuery: true }
          : {}),
      },
    });
    const ResourceARN = workgroupArn(id, cloud);
    const { Tags } = await cloud.call<TagListing>("athena", "ListTagsForResource", { ResourceARN });
    const { set, removed } = tagChanges(tagMap(Tags), wantedTags(inputs));
    await cloud.call("athena", "UntagResource", { ResourceARN, TagKeys: removed });
    await cloud.call("athena", "TagResource", { ResourceARN, Tags: set });
    return (await currentWorkgroup(id, inputs, cloud)).outputs;
  },
  async delete(id, state, cloud) {
    const input = { WorkGroup: id, RecursiveDeleteOption: state["forceDestroy"] === true };
    await unlessMissing(cloud.call("athena", "DeleteWorkGroup", input));
  },
};

async function currentQuery(id: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const { NamedQuery: query } = await cloud.call<{ NamedQuery: Properties }>(
    "athena",
    "GetNamedQuery",
    { NamedQueryId: id },
  );
  const outputs = defined({
    ...state,
    database: query["Database"],
    description: query["Description"],
    name: query["Name"],
    query: query["QueryString"],
    region: cloud.region,
    workgroup: query["WorkGroup"],
  });
  return { id, outputs };
}

/** A query saved in a workgroup. */
const namedQueryKind: ResourceKind = {
  type: "aws:athena/namedQuery:NamedQuery",
  required: ["database", "query"],
  optional: ["description", "name", "workgroup"],
  replaceOn: ["database", "description", "name", "query", "region", "workgroup"],
  autoname: { property: "name", maxLength: 128 },
  defaults: { workgroup: "primary" },
  async create(inputs, cloud) {
    const { NamedQueryId } = await cloud.call<{ NamedQueryId: string }>(
      "athena",
      "CreateNamedQuery",
      defined({
        Name: inputs["name"],
        Description: inputs["description"],
        Database: inputs["database"],
        QueryString: inputs["query"],
        WorkGroup: inputs["workgroup"],
      }),
    );
    return currentQuery(NamedQueryId, inputs, cloud);
  },
  read: (id, state, cloud) => unlessMissing(currentQuery(id, state, cloud)),
  async delete(id, _state, cloud) {
    await unlessMissing(cloud.call("athena", "DeleteNamedQuery", { NamedQueryId: id }));
  },
};

/** Athena: workgroups and saved queries. */
export const athenaKinds: readonly ResourceKind[] = [workgroupKind, namedQueryKind];
