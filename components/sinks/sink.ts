import type * as pulumi from "@pulumi/pulumi";
import type { Map } from "../../runtime/types";
import type { Foundation } from "../stack/foundation";

/** IAM actions that a sink's writer calls, on the narrowest resources the service allows. */
export interface SinkPermission {
  readonly actions: readonly string[];
  readonly resources: pulumi.Input<pulumi.Input<string>[]>;
  /** An IAM Condition block. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

/** Which writer stores a sink's items. */
export interface WriterSpec {
  /**
   * File in runtime/writers, without extension, which exports `writer`, a WriterFactory; the file of
   * the same name in runtime/checks exports `check`, its CheckFactory.
   */
  readonly module: string;
  /** JSON, fixed at deploy and bundled. */
  readonly options: object;
}

/** A sink as its consumer sees it. */
export interface Sink {
  /** What the writer reads through `env`; the consumer prefixes the names by sink. */
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  readonly permissions: readonly SinkPermission[];
  /** Whether it keeps the latest of what it gets, and so counts what comes late. */
  readonly keepsLatest?: boolean;
  /** What must be there before the first record comes. */
  readonly dependencies: readonly pulumi.Resource[];
  /** Names for the stack's outputs, e.g. `{ table }`. */
  readonly outputs: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * What `toTable`, `toAlerts`, … return: creates the sink as a child of its pipeline, and keeps the
 * inline callback that maps an event to the sink's item.
 */
export interface SinkDefinition<Event> {
  /** Unique within a pipeline; also names the sink's Pulumi resources. */
  readonly name: string;
  readonly map: Map<Event, unknown>;
  /** The callback as its author gave it, where `map` wraps it. */
  readonly authored?: Map<Event, unknown>;
  /** The callback's name in the sink's arguments, e.g. "toRow". */
  readonly callback: string;
  /** For the pipeline of that name. */
  writer(scenario: string): WriterSpec;
  create(name: string, scope: SinkScope): Sink;
}

/** A sink that stands, with the callback that fills it. */
export interface CreatedSink<Event>
  extends Sink, Pick<SinkDefinition<Event>, "name" | "map" | "authored" | "callback" | "writer"> {}

/** What a pipeline gives the sinks that it creates. */
export interface SinkScope {
  /**
   * Makes the sink a child of its pipeline, under a name that begins with the pipeline's, so that an
   * alias on the pipeline carries the sink and its data over.
   */
  options(name: string): pulumi.ComponentResourceOptions;
  /** The scenario's name, for tags. */
  readonly scenario: string;
  readonly foundation: Foundation;
}
