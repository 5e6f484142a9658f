import type { CloudClient } from "../gateway/service";
import type { Created, Properties, ResourceKind } from "./kind";
import { changeTags, defined, tagList, tagMap, tagOutputs, unlessGone, wantedTags } from "./state";

type Shape = Record<string, unknown>;

const firehose = <Output = Shape>(cloud: CloudClient, operation: string, input: object) =>
  cloud.call<Output>("firehose", operation, input);

/** Names of the API that are not Pulumi's with a capital letter. */
const irregular: Readonly<Record<string, string>> = {
  roleArn: "RoleARN",
  bucketArn: "BucketARN",
  kinesisStreamArn: "KinesisStreamARN",
  cloudwatchLoggingOptions: "CloudWatchLoggingOptions",
  openXJsonSerDe: "OpenXJsonSerDe",
};
const regular = new Map(Object.entries(irregular).map(([own, api]) => [api, own]));

const apiName = (key: string) => irregular[key] ?? key.charAt(0).toUpperCase() + key.slice(1);
const ownName = (key: string) => regular.get(key) ?? key.charAt(0).toLowerCase() + key.slice(1);

function respell(value: unknown, spell: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => respell(each, spell));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [spell(key), respell(inner, spell)]));
}

/** Pulumi has the buffer's two bounds side by side, the API in an object of their own. */
function destinationInput(inputs: Properties): Shape | undefined {
  const given = inputs.extendedS3Configuration as Properties | undefined;
  if (given === undefined) return undefined;
  const { bufferingInterval, bufferingSize, ...others } = given;
  const hints = defined({ IntervalInSeconds: bufferingInterval, SizeInMBs: bufferingSize });
  return {
    ...(respell(others, apiName) as Shape),
    ...(Object.keys(hints).length > 0 && { BufferingHints: hints }),
  };
}

/** What stands, under Pulumi's names, of those settings that the program gave. */
function destinationOutput(actual: Shape, given: Properties): Properties {
  const { BufferingHints, ...others } = actual as { BufferingHints?: Shape };
  const own = respell(others, ownName) as Properties;
  const all: Properties = {
    ...own,
    bufferingInterval: BufferingHints?.IntervalInSeconds,
    bufferingSize: BufferingHints?.SizeInMBs,
  };
  return Object.fromEntries(Object.keys(given).map((key) => [key, all[key] ?? given[key]]));
}

interface Description {
  readonly DeliveryStreamARN: string;
  readonly VersionId: string;
  readonly Destinations: readonly {
    readonly DestinationId: string;
    readonly ExtendedS3DestinationDescription?: Shape;
  }[];
}

const nameOf = (id: string) => id.slice(id.lastIndexOf("/") + 1);

function describe(id: string, cloud: CloudClient): Promise<Description | undefined> {
  const answer = firehose<{ DeliveryStreamDescription: Description }>(
    cloud,
    "DescribeDeliveryStream",
    { DeliveryStreamName: nameOf(id) },
  );
  return unlessGone(answer.then((found) => found.DeliveryStreamDescription));
}

async function tagsOf(id: string, cloud: CloudClient) {
  const { Tags } = await firehose<{ Tags: { Key: string; Value: string }[] }>(
    cloud,
    "ListTagsForDeliveryStream",
    { DeliveryStreamName: nameOf(id) },
  );
  return tagMap(Tags);
}

async function current(
  id: string,
  state: Properties,
  cloud: CloudClient,
): Promise<Created | undefined> {
  const found = await describe(id, cloud);
  if (found === undefined) return undefined;
  const [destination] = found.Destinations;
  const given = (state.extendedS3Configuration ?? {}) as Properties;
  const outputs = defined({
    arn: found.DeliveryStreamARN,
    destination: "extended_s3",
    destinationId: destination?.DestinationId,
    extendedS3Configuration: destinationOutput(
      destination?.ExtendedS3DestinationDescription ?? {},
      given,
    ),
    kinesisSourceConfiguration: state.kinesisSourceConfiguration,
    name: nameOf(id),
    region: cloud.region,
    serverSideEncryption: state.serverSideEncryption,
    versionId: found.VersionId,
    ...tagOutputs(await tagsOf(id, cloud), state),
  });
  return { id: found.DeliveryStreamARN, outputs };
}

async function standing(id: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const found = await current(id, state, cloud);
  if (found === undefined) throw new Error(`delivery stream ${nameOf(id)} is gone`);
  return found;
}

const deliveryStreamKind: ResourceKind = {
  type: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
  required: ["destination"],
  optional: [
    "extendedS3Configuration",
    "kinesisSourceConfiguration",
    "name",
    "serverSideEncryption",
  ],
  replaceOn: ["destination", "kinesisSourceConfiguration", "name", "region"],
  autoname: { property: "name", maxLength: 64 },
  check({ destination, extendedS3Configuration }) {
    if (destination !== undefined && destination !== "extended_s3") {
      const reason = `the local cloud delivers to "extended_s3" only`;
      return [{ property: "destination", reason }];
    }
    const { bufferingInterval = 300 } = (extendedS3Configuration ?? {}) as Properties;
    const seconds = Number(bufferingInterval);
    if (seconds >= 0 && seconds <= 900) return [];
    const property = "extendedS3Configuration.bufferingInterval";
    return [{ property, reason: `must be 0 to 900 seconds, not ${seconds}` }];
  },
  async create(inputs, cloud) {
    const source = inputs.kinesisSourceConfiguration;
    const { DeliveryStreamARN } = await firehose<{ DeliveryStreamARN: string }>(
      cloud,
      "CreateDeliveryStream",
      defined({
        DeliveryStreamName: inputs.name,
        DeliveryStreamType: source === undefined ? "DirectPut" : "KinesisStreamAsSource",
        KinesisStreamSourceConfiguration: source && respell(source, apiName),
        ExtendedS3DestinationConfiguration: destinationInput(inputs),
        Tags: tagList(wantedTags(inputs)),
      }),
    );
    return standing(DeliveryStreamARN, inputs, cloud);
  },
  read: current,
  async update(id, _state, inputs, cloud) {
    const found = await describe(id, cloud);
    if (found === undefined) throw new Error(`delivery stream ${nameOf(id)} is gone`);
    const DeliveryStreamName = nameOf(id);
    await firehose(cloud, "UpdateDestination", {
      DeliveryStreamName,
      CurrentDeliveryStreamVersionId: found.VersionId,
      DestinationId: found.Destinations[0]?.DestinationId,
      ExtendedS3DestinationUpdate: destinationInput(inputs),
    });
    await changeTags(
      await tagsOf(id, cloud),
      wantedTags(inputs),
      (TagKeys) => firehose(cloud, "UntagDeliveryStream", { DeliveryStreamName, TagKeys }),
      (tags) => firehose(cloud, "TagDeliveryStream", { DeliveryStreamName, Tags: tagList(tags) }),
    );
    return (await standing(id, inputs, cloud)).outputs;
  },
  async delete(id, _state, cloud) {
    await unlessGone(firehose(cloud, "DeleteDeliveryStream", { DeliveryStreamName: nameOf(id) }));
  },
};

/** Firehose's resource types. */
export const firehoseKinds: readonly ResourceKind[] = [deliveryStreamKind];
