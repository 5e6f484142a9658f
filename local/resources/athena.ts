import type { CloudClient } from "../gateway/service";
import type { Created, Properties, ResourceKind } from "./kind";
import { changeTags, defined, tagList, tagMap, tagOutputs, wantedTags } from "./state";

type Shape = Record<string, unknown>;
type Tag = { Key: string; Value: string };

const athena = <Output = Shape>(cloud: CloudClient, operation: string, input: object) =>
  cloud.call<Output>("athena", operation, input);

/** Athena has no code of its own for what is not there, only the message. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && /not found|does not exist/i.test(error.message)) return undefined;
    throw error;
  }
}

interface WorkGroup {
  readonly State: string;
  readonly Description?: string;
  readonly Configuration?: {
    readonly ResultConfiguration?: {
      readonly OutputLocation?: string;
      readonly EncryptionConfiguration?: { EncryptionOption: string; KmsKey?: string };
    };
    readonly EnforceWorkGroupConfiguration?: boolean;
    readonly PublishCloudWatchMetricsEnabled?: boolean;
    readonly BytesScannedCutoffPerQuery?: number;
    readonly RequesterPaysEnabled?: boolean;
  };
}

interface Configuration {
  readonly bytesScannedCutoffPerQuery?: number;
  readonly enforceWorkgroupConfiguration?: boolean;
  readonly publishCloudwatchMetricsEnabled?: boolean;
  readonly requesterPaysEnabled?: boolean;
  readonly resultConfiguration?: {
    readonly outputLocation?: string;
    readonly encryptionConfiguration?: { encryptionOption?: string; kmsKeyArn?: string };
  };
}

function configurationInput(inputs: Properties): Shape {
  const given = (inputs.configuration ?? {}) as Configuration;
  const { outputLocation, encryptionConfiguration: encryption } = given.resultConfiguration ?? {};
  const results = defined({
    OutputLocation: outputLocation,
    EncryptionConfiguration:
      encryption &&
      defined({ EncryptionOption: encryption.encryptionOption, KmsKey: encryption.kmsKeyArn }),
  });
  return defined({
    ResultConfiguration: given.resultConfiguration && results,
    EnforceWorkGroupConfiguration: given.enforceWorkgroupConfiguration ?? true,
    PublishCloudWatchMetricsEnabled: given.publishCloudwatchMetricsEnabled ?? true,
    BytesScannedCutoffPerQuery: given.bytesScannedCutoffPerQuery,
    RequesterPaysEnabled: given.requesterPaysEnabled,
  });
}

function configurationOutput({ Configuration: actual }: WorkGroup): Configuration {
  const { OutputLocation, EncryptionConfiguration: encryption } = actual?.ResultConfiguration ?? {};
  const resultConfiguration = defined({
    outputLocation: OutputLocation,
    encryptionConfiguration:
      encryption &&
      defined({ encryptionOption: encryption.EncryptionOption, kmsKeyArn: encryption.KmsKey }),
  });
  return defined({
    bytesScannedCutoffPerQuery: actual?.BytesScannedCutoffPerQuery,
    enforceWorkgroupConfiguration: actual?.EnforceWorkGroupConfiguration,
    publishCloudwatchMetricsEnabled: actual?.PublishCloudWatchMetricsEnabled,
    requesterPaysEnabled: actual?.RequesterPaysEnabled,
    resultConfiguration: actual?.ResultConfiguration && resultConfiguration,
  });
}

const arnOf = (name: string, { region, accountId }: CloudClient) =>
  `arn:aws:athena:${region}:${accountId}:workgroup/${name}`;

async function tagsOf(name: string, cloud: CloudClient) {
  const ResourceARN = arnOf(name, cloud);
  const { Tags } = await athena<{ Tags?: Tag[] }>(cloud, "ListTagsForResource", { ResourceARN });
  return tagMap(Tags);
}

async function currentGroup(
  id: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created | undefined> {
  const found = await unlessGone(
    athena<{ WorkGroup: WorkGroup }>(cloud, "GetWorkGroup", { WorkGroup: id }),
  );
  if (found === undefined) return undefined;
  const outputs = defined({
    arn: arnOf(id, cloud),
    name: id,
    description: found.WorkGroup.Description,
    state: found.WorkGroup.State,
    configuration: configurationOutput(found.WorkGroup),
    forceDestroy: state.forceDestroy,
    region: cloud.region,
    ...tagOutputs(await tagsOf(id, cloud), state),
  });
  return { id, outputs };
}

async function standing(found: Promise<Created | undefined>, what: string): Promise<Created> {
  const created = await found;
  if (created === undefined) throw new Error(`${what} is gone`);
  return created;
}

/** What an update must say to take a setting away again. */
function configurationUpdates(inputs: Properties): Shape {
  const { ResultConfiguration, ...others } = configurationInput(inputs);
  return {
    ...others,
    ...(others.BytesScannedCutoffPerQuery === undefined && {
      RemoveBytesScannedCutoffPerQuery: true,
    }),
    ...(ResultConfiguration !== undefined && { ResultConfigurationUpdates: ResultConfiguration }),
  };
}

const workgroupKind: ResourceKind = {
  type: "aws:athena/workgroup:Workgroup",
  required: [],
  optional: ["configuration", "description", "forceDestroy", "name", "state"],
  replaceOn: ["name", "region"],
  autoname: { property: "name", maxLength: 128 },
  defaults: { forceDestroy: false, state: "ENABLED" },
  check(inputs) {
    const cutoff = (inputs.configuration as Configuration | undefined)?.bytesScannedCutoffPerQuery;
    if (cutoff === undefined || cutoff >= 10_000_000) return [];
    const property = "configuration.bytesScannedCutoffPerQuery";
    return [{ property, reason: `must be at least 10000000, not ${cutoff}` }];
  },
  async create(inputs, cloud) {
    const Name = String(inputs.name);
    await athena(cloud, "CreateWorkGroup", {
      Name,
      Description: inputs.description,
      Configuration: configurationInput(inputs),
      Tags: tagList(wantedTags(inputs)),
    });
    return standing(currentGroup(Name, inputs, cloud), `workgroup ${Name}`);
  },
  read: currentGroup,
  async update(id, _state, inputs, cloud) {
    await athena(cloud, "UpdateWorkGroup", {
      WorkGroup: id,
      Description: inputs.description,
      State: inputs.state,
      ConfigurationUpdates: configurationUpdates(inputs),
    });
    const ResourceARN = arnOf(id, cloud);
    await changeTags(
      await tagsOf(id, cloud),
      wantedTags(inputs),
      (TagKeys) => athena(cloud, "UntagResource", { ResourceARN, TagKeys }),
      (tags) => athena(cloud, "TagResource", { ResourceARN, Tags: tagList(tags) }),
    );
    return (await standing(currentGroup(id, inputs, cloud), `workgroup ${id}`)).outputs;
  },
  async delete(id, state, cloud) {
    const RecursiveDeleteOption = state.forceDestroy === true;
    await unlessGone(athena(cloud, "DeleteWorkGroup", { WorkGroup: id, RecursiveDeleteOption }));
  },
};

interface NamedQuery {
  readonly Name: string;
  readonly Description?: string;
  readonly Database: string;
  readonly QueryString: string;
  readonly WorkGroup?: string;
}

async function currentQuery(
  id: string,
  _state: Properties,
  cloud: CloudClient,
): Promise<Created | undefined> {
  const found = await unlessGone(
    athena<{ NamedQuery: NamedQuery }>(cloud, "GetNamedQuery", { NamedQueryId: id }),
  );
  if (found === undefined) return undefined;
  const { Name, Description, Database, QueryString, WorkGroup } = found.NamedQuery;
  const outputs = defined({
    name: Name,
    description: Description,
    database: Database,
    query: QueryString,
    workgroup: WorkGroup,
    region: cloud.region,
  });
  return { id, outputs };
}

const namedQueryKind: ResourceKind = {
  type: "aws:athena/namedQuery:NamedQuery",
  required: ["database", "query"],
  optional: ["description", "name", "workgroup"],
  replaceOn: ["database", "description", "name", "query", "region", "workgroup"],
  autoname: { property: "name", maxLength: 128 },
  async create(inputs, cloud) {
    const { NamedQueryId } = await athena<{ NamedQueryId: string }>(cloud, "CreateNamedQuery", {
      Name: inputs.name,
      Description: inputs.description,
      Database: inputs.database,
      QueryString: inputs.query,
      WorkGroup: inputs.workgroup,
    });
    return standing(currentQuery(NamedQueryId, inputs, cloud), `query ${NamedQueryId}`);
  },
  read: currentQuery,
  async delete(id, _state, cloud) {
    await unlessGone(athena(cloud, "DeleteNamedQuery", { NamedQueryId: id }));
  },
};

/** Athena's resource types. */
export const athenaKinds: readonly ResourceKind[] = [workgroupKind, namedQueryKind];
