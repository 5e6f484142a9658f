import * as pulumi from "@pulumi/pulumi";
import { heldBack, refuseUnless } from "./arguments";
import type { WatchedPipeline } from "./stack/dashboard";
import { StreamConsumer, type ConsumerOptions } from "./consumer/consumer";
import { formerNames } from "./names";
import type { Foundation } from "./stack/foundation";
import { LakeSink, type LakeOptions } from "./lake/lake";
import type { SinkDefinition } from "./sinks/sink";
import { EventStream, type StreamOptions } from "./stream";
import type { Parse } from "../runtime/types";

interface PipelineBase<Event> {
  readonly foundation: Foundation;
  readonly stream: StreamOptions;
  /** Checks a record's JSON and gives the event, or throws an Error that says what is wrong. */
  readonly parse: Parse<Event>;
  /** Delivers the stream to a data lake too, beside the consumers. */
  readonly lake?: LakeOptions;
}

/** A pipeline with one consumer, or with several that do not wait for each other. */
export type StreamPipelineArgs<Event> = PipelineBase<Event> &
  (
    | ConsumerOptions<Event>
    | { readonly consumers: Readonly<Record<string, ConsumerOptions<Event>>> }
  );

/** An async `parse` gives no event but a promise of one. */
type Synchronous<Event> =
  Event extends PromiseLike<unknown> ? { readonly parse: "parse must be synchronous" } : unknown;

/**
 * Stream → consumer → sinks.
 *
 * ```ts
 * new StreamPipeline<Order>("orders", {
 *   foundation,
 *   stream: { name: "orders" },
 *   parse: parseOrder,
 *   sinks: [toTable({ table: "Orders", partitionKey: "id", toRow: (order) => order })],
 * });
 * ```
 *
 * Callbacks run in Lambda: they are serialized with what they capture, so they take names and
 * thresholds from plain constants, never from an Output.
 */
export class StreamPipeline<Event> extends pulumi.ComponentResource {
  readonly name: string;
  readonly stream: EventStream;
  readonly consumers: Readonly<Record<string, StreamConsumer<Event>>>;
  readonly lake?: LakeSink;
  /** Names of what was made, for the stack's outputs. */
  readonly outputs: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(
    name: string,
    args: StreamPipelineArgs<Event> & Synchronous<Event>,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("streaming:components:StreamPipeline", name, {}, heldBack(opts));
    this.name = name;
    const { foundation, parse } = args;
    const options = "consumers" in args ? args.consumers : { consumer: args };
    refuseUnless(
      Object.keys(options).length > 0 || args.lake !== undefined,
      name,
      "has no consumer and no lake",
      "give it one",
    );
    checkSinks(name, options);
    const scope = { foundation, scenario: name };
    this.stream = new EventStream(name, { ...args.stream, ...scope }, { parent: this });
    this.consumers = Object.fromEntries(
      Object.entries(options).map(([consumer, consumerOptions]) => [
        consumer,
        new StreamConsumer<Event>(
          `${name}-${consumer}`,
          {
            ...consumerOptions,
            ...scope,
            consumer,
            stream: this.stream,
            pipeline: this,
            formerScenarios: formerNames(name, opts?.aliases),
            parse,
            siblings: siblingsOf(consumer, options),
          },
          { parent: this },
        ),
      ]),
    );
    if (args.lake !== undefined)
      this.lake = new LakeSink(
        `${name}-lake`,
        { ...args.lake, ...scope, stream: this.stream },
        { parent: this },
      );
    this.outputs = this.collectOutputs();
    this.registerOutputs(this.outputs);
  }

  /** For the stack's dashboard. */
  get watched(): WatchedPipeline {
    const consumers = Object.entries(this.consumers);
    return {
      name: this.name,
      streamName: this.stream.name,
      consumers: consumers.map(([name, { functionName }]) => ({ name, functionName })),
    };
  }

  private collectOutputs(): Readonly<Record<string, pulumi.Output<string>>> {
    const outputs: Record<string, pulumi.Output<string>> = { stream: this.stream.name };
    for (const [name, consumer] of Object.entries(this.consumers)) {
      outputs[name === "consumer" ? "function" : `${name}Function`] = consumer.functionName;
      for (const { name: sink, outputs: made } of consumer.sinks) addOutputs(outputs, sink, made);
    }
    if (this.lake !== undefined) addOutputs(outputs, "lake", this.lake.outputs);
    return outputs;
  }
}

function siblingsOf<Event>(
  consumer: string,
  consumers: Readonly<Record<string, ConsumerOptions<Event>>>,
): SinkDefinition<Event>[] {
  return Object.entries(consumers).flatMap(([name, { sinks }]) => (name === consumer ? [] : sinks));
}

function checkSinks<Event>(
  name: string,
  consumers: Readonly<Record<string, ConsumerOptions<Event>>>,
): void {
  const names = Object.values(consumers).flatMap(({ sinks }) => sinks.map((sink) => sink.name));
  const twin = names.find((sink, index) => names.indexOf(sink) !== index);
  refuseUnless(
    twin === undefined,
    name,
    `two sinks have the name ${twin ?? ""}`,
    "give each sink of a pipeline a name of its own",
  );
}

/** A key that another sink has taken already gets the sink's name before it. */
function addOutputs(
  outputs: Record<string, pulumi.Output<string>>,
  sink: string,
  more: Readonly<Record<string, pulumi.Output<string>>>,
): void {
  for (const [key, value] of Object.entries(more))
    outputs[key in outputs ? `${sink}.${key}` : key] = value;
}
