import type { Consumer as Shape } from "@aws-sdk/client-kinesis";
import type { InputOf, OutputOf } from "../../../gateway/model/apis";
import { AwsError } from "../../../gateway/service";
import type { Operations } from "../../../gateway/service";
import { TagStore } from "../../tags";
import { invalidArgument, notFound } from "../errors";
import { TAGS } from "../stream";
import type { Consumer, Stream } from "../stream";
import { onStream } from "../streams";
import type { Streams } from "../streams";
import { pageOf } from "../tokens";

const MAX_CONSUMERS = 20;

interface Found {
  readonly stream: Stream;
  readonly consumer: Consumer;
}

/** Registered (enhanced fan-out) consumers; ACTIVE as soon as they are registered. */
export function consumerOperations(streams: Streams): Operations<"kinesis"> {
  const find = (input: InputOf<"kinesis", "DescribeStreamConsumer">): Found => {
    const { ConsumerARN, ConsumerName, StreamARN } = input;
    if (ConsumerARN !== undefined) return consumerByArn(streams, ConsumerARN);
    if (ConsumerName === undefined || StreamARN === undefined) {
      throw invalidArgument("Either ConsumerARN, or both StreamARN and ConsumerName are required.");
    }
    const stream = streams.of({ StreamARN });
    const consumer = stream.consumers.get(ConsumerName);
    if (consumer !== undefined) return { stream, consumer };
    throw notFound(`Consumer ${ConsumerName} of stream ${stream.arn} not found.`);
  };
  return {
    ...onStream(streams, {
      RegisterStreamConsumer: (input, stream) => ({
        Consumer: shape(register(stream, input, streams.now())),
      }),
      ListStreamConsumers: list,
    }),
    DescribeStreamConsumer: {
      permissions: (input) => [["kinesis:DescribeStreamConsumer", find(input).consumer.arn]],
      run(input) {
        const { stream, consumer } = find(input);
        return { ConsumerDescription: { ...shape(consumer), StreamARN: stream.arn } };
      },
    },
    DeregisterStreamConsumer: {
      permissions: (input) => [["kinesis:DeregisterStreamConsumer", find(input).consumer.arn]],
      run(input) {
        const { stream, consumer } = find(input);
        stream.consumers.delete(consumer.name);
        stream.wake();
        return {};
      },
    },
  };
}

/** Throws ResourceNotFoundException when there is none. */
export function consumerByArn(streams: Streams, arn: string): Found {
  const stream = streams.byArn(arn.slice(0, Math.max(0, arn.indexOf("/consumer/"))));
  const consumer = [...(stream?.consumers.values() ?? [])].find((each) => each.arn === arn);
  if (stream !== undefined && consumer !== undefined) return { stream, consumer };
  throw notFound(`Consumer ${arn} not found.`);
}

function register(
  stream: Stream,
  { ConsumerName: name, Tags }: InputOf<"kinesis", "RegisterStreamConsumer">,
  createdAt: number,
): Consumer {
  if (stream.consumers.has(name)) {
    throw new AwsError(
      "ResourceInUseException",
      `Consumer ${name} of stream ${stream.arn} already exists.`,
    );
  }
  if (stream.consumers.size >= MAX_CONSUMERS) {
    throw new AwsError(
      "LimitExceededException",
      `A stream cannot have more than ${MAX_CONSUMERS} registered consumers.`,
    );
  }
  const arn = `${stream.arn}/consumer/${name}:${Math.floor(createdAt / 1000)}`;
  const tags = new TagStore(TAGS, Tags);
  const consumer: Consumer = { name, arn, createdAt, tags, subscriptions: new Map() };
  stream.consumers.set(name, consumer);
  return consumer;
}

function list(
  { MaxResults = 100, NextToken = "" }: InputOf<"kinesis", "ListStreamConsumers">,
  { consumers }: Stream,
): OutputOf<"kinesis", "ListStreamConsumers"> {
  const sorted = [...consumers.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  const { page, last } = pageOf(sorted, ({ name }) => name, NextToken, MaxResults);
  return { Consumers: page.map(shape), ...(last && { NextToken: last.name }) };
}

const shape = ({ name, arn, createdAt }: Consumer): Required<Shape> => ({
  ConsumerName: name,
  ConsumerARN: arn,
  ConsumerStatus: "ACTIVE",
  ConsumerCreationTimestamp: new Date(createdAt),
});
