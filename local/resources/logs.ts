import type { CloudClient } from "../gateway/service";
import type { Created, Properties, ResourceKind } from "./kind";
import { changeTags, defined, tagOutputs, unlessGone, wantedTags } from "./state";
import type { Tags } from "./state";
import { finish } from "./unfinished";

interface Group {
  readonly logGroupName: string;
  readonly logGroupArn: string;
  readonly retentionInDays?: number;
  readonly kmsKeyId?: string;
  readonly logGroupClass: string;
}

const logs = <Output = object>(cloud: CloudClient, operation: string, input: object) =>
  cloud.call<Output>("logs", operation, input);

async function find(name: string, cloud: CloudClient): Promise<Group | undefined> {
  const { logGroups } = await logs<{ logGroups: Group[] }>(cloud, "DescribeLogGroups", {
    logGroupNamePrefix: name,
  });
  return logGroups.find(({ logGroupName }) => logGroupName === name);
}

async function tagsOf(resourceArn: string, cloud: CloudClient): Promise<Tags> {
  return (await logs<{ tags: Tags }>(cloud, "ListTagsForResource", { resourceArn })).tags;
}

async function current(
  name: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created | undefined> {
  const group = await find(name, cloud);
  if (group === undefined) return undefined;
  const outputs = defined({
    arn: group.logGroupArn,
    kmsKeyId: group.kmsKeyId,
    logGroupClass: group.logGroupClass,
    name,
    region: cloud.region,
    retentionInDays: group.retentionInDays ?? 0,
    skipDestroy: state.skipDestroy,
    ...tagOutputs(await tagsOf(group.logGroupArn, cloud), state),
  });
  return { id: name, outputs };
}

async function existing(name: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const found = await current(name, state, cloud);
  if (found === undefined) throw new Error(`log group ${name} is gone`);
  return found;
}

/** No retention, or 0 days, keeps events for ever. */
async function putRetention(
  logGroupName: string,
  inputs: Properties,
  cloud: CloudClient,
): Promise<void> {
  const retentionInDays = Number(inputs.retentionInDays ?? 0);
  await (retentionInDays === 0
    ? logs(cloud, "DeleteRetentionPolicy", { logGroupName })
    : logs(cloud, "PutRetentionPolicy", { logGroupName, retentionInDays }));
}

const logGroupKind: ResourceKind = {
  type: "aws:cloudwatch/logGroup:LogGroup",
  required: [],
  optional: ["kmsKeyId", "logGroupClass", "name", "retentionInDays", "skipDestroy"],
  replaceOn: ["kmsKeyId", "logGroupClass", "name", "region"],
  autoname: { property: "name", maxLength: 512 },
  defaults: { logGroupClass: "STANDARD", retentionInDays: 0, skipDestroy: false },
  async create(inputs, cloud) {
    const name = String(inputs.name);
    await logs(cloud, "CreateLogGroup", {
      logGroupName: name,
      kmsKeyId: inputs.kmsKeyId,
      logGroupClass: inputs.logGroupClass,
      tags: wantedTags(inputs),
    });
    return finish(name, async () => {
      await putRetention(name, inputs, cloud);
      return existing(name, inputs, cloud);
    });
  },
  read: current,
  async update(name, _state, inputs, cloud) {
    await putRetention(name, inputs, cloud);
    const resourceArn = String((await existing(name, inputs, cloud)).outputs.arn);
    await changeTags(
      await tagsOf(resourceArn, cloud),
      wantedTags(inputs),
      (tagKeys) => logs(cloud, "UntagResource", { resourceArn, tagKeys }),
      (tags) => logs(cloud, "TagResource", { resourceArn, tags }),
    );
    return (await existing(name, inputs, cloud)).outputs;
  },
  async delete(name, state, cloud) {
    if (state.skipDestroy === true) return;
    await unlessGone(logs(cloud, "DeleteLogGroup", { logGroupName: name }));
  },
};

const logStreamKind: ResourceKind = {
  type: "aws:cloudwatch/logStream:LogStream",
  required: ["logGroupName"],
  optional: ["name"],
  replaceOn: ["logGroupName", "name", "region"],
  autoname: { property: "name", maxLength: 512 },
  async create(inputs, cloud) {
    const { logGroupName, name } = inputs;
    await logs(cloud, "CreateLogStream", { logGroupName, logStreamName: name });
    const created = await logStreamKind.read(String(name), inputs, cloud);
    if (created === undefined) throw new Error(`log stream ${String(name)} is gone`);
    return created;
  },
  async read(id, { logGroupName }, cloud) {
    const found = await unlessGone(
      logs<{ logStreams: { logStreamName: string; arn: string }[] }>(cloud, "DescribeLogStreams", {
        logGroupName,
        logStreamNamePrefix: id,
      }),
    );
    const stream = found?.logStreams.find(({ logStreamName }) => logStreamName === id);
    if (stream === undefined) return undefined;
    return { id, outputs: { arn: stream.arn, logGroupName, name: id, region: cloud.region } };
  },
  async delete(id, { logGroupName }, cloud) {
    await unlessGone(logs(cloud, "DeleteLogStream", { logGroupName, logStreamName: id }));
  },
};

/** CloudWatch Logs: groups and streams. */
export const logsKinds: readonly ResourceKind[] = [logGroupKind, logStreamKind];
