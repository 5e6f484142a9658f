import { AwsError } from "../../../gateway/service";
import type { Operation } from "../../../gateway/service";
import type { Consumer, Stream } from "../stream";
import { ARN, onStream } from "../streams";
import type { Streams } from "../streams";
import { addTags } from "../tags";
import {
  NAME,
  invalidArgument,
  optionalInteger,
  optionalObject,
  optionalText,
  text,
} from "../validate";
import type { Input } from "../validate";

const MAX_CONSUMERS = 20;

/** Registered (enhanced fan-out) consumers; ACTIVE as soon as they are registered. */
export function consumerOperations(streams: Streams): Record<string, Operation> {
  return {
    ...onStream(streams, "RegisterStreamConsumer", (input, stream) => ({
      Consumer: shape(register(streams, input, stream)),
    })),
    ...onConsumer(streams, "DescribeStreamConsumer", (stream, consumer) => ({
      ConsumerDescription: { ...shape(consumer), StreamARN: stream.arn },
    })),
    ...onConsumer(streams, "DeregisterStreamConsumer", (stream, consumer) => {
      stream.consumers.delete(consumer.name);
      return {};
    }),
    ...onStream(streams, "ListStreamConsumers", list),
  };
}

/** Throws ResourceNotFoundException when there is none. */
export function consumerByArn(
  streams: Streams,
  arn: string,
): { readonly stream: Stream; readonly consumer: Consumer } {
  const stream = streams.byArn(arn.slice(0, Math.max(0, arn.indexOf("/consumer/"))));
  const consumer = [...(stream?.consumers.values() ?? [])].find((each) => each.arn === arn);
  if (stream !== undefined && consumer !== undefined) return { stream, consumer };
  throw new AwsError("ResourceNotFoundException", `Consumer ${arn} not found.`);
}

function onConsumer(
  streams: Streams,
  name: string,
  run: (stream: Stream, consumer: Consumer) => object,
): Record<string, Operation> {
  const find = (input: Input): { stream: Stream; consumer: Consumer } => {
    const arn = optionalText(input, "ConsumerARN", { min: 1, max: 2048 });
    if (arn !== undefined) return consumerByArn(streams, arn);
    const consumerName = optionalText(input, "ConsumerName", NAME);
    if (consumerName === undefined || input["StreamARN"] === undefined) {
      throw invalidArgument("Either ConsumerARN, or both StreamARN and ConsumerName are required.");
    }
    const stream = streams.of({ StreamARN: text(input, "StreamARN", ARN) });
    const consumer = stream.consumers.get(consumerName);
    if (consumer !== undefined) return { stream, consumer };
    throw new AwsError(
      "ResourceNotFoundException",
      `Consumer ${consumerName} of stream ${stream.arn} not found.`,
    );
  };
  return {
    [name]: {
      permissions: (input: Input) => [[`kinesis:${name}`, find(input).consumer.arn]],
      run: (input: Input) => {
        const { stream, consumer } = find(input);
        return run(stream, consumer);
      },
    },
  };
}

function register(streams: Streams, input: Input, stream: Stream): Consumer {
  const name = text(input, "ConsumerName", NAME);
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
  const createdAt = streams.now();
  const arn = `${stream.arn}/consumer/${name}:${Math.floor(createdAt / 1000)}`;
  const consumer: Consumer = { name, arn, createdAt, tags: new Map() };
  const tags = optionalObject(input, "Tags");
  if (tags !== undefined) addTags(consumer.tags, tags);
  stream.consumers.set(name, consumer);
  return consumer;
}

function list(input: Input, stream: Stream): object {
  const max = optionalInteger(input, "MaxResults", { min: 1, max: 10_000 }) ?? 100;
  const after = optionalText(input, "NextToken") ?? "";
  const rest = [...stream.consumers.values()]
    .filter(({ name }) => name > after)
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const page = rest.slice(0, max);
  const last = page.at(-1);
  const token = rest.length > max && last !== undefined ? { NextToken: last.name } : {};
  return { Consumers: page.map(shape), ...token };
}

function shape({ name, arn, createdAt }: Consumer): object {
  return {
    ConsumerName: name,
    ConsumerARN: arn,
    ConsumerStatus: "ACTIVE",
    ConsumerCreationTimestamp: createdAt / 1000,
  };
}
