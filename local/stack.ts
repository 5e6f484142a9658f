import { createCloud, type Cloud, type CloudOptions } from "./cloud";
import { readConfig } from "./program/config";
import { Engine, type LiveResource } from "./program/engine";
import { evaluateProgram } from "./program/evaluate";
import { functions, kinds } from "./resources";

export interface StackOptions {
  /** The gateway's port; any free one when absent. */
  readonly port?: number;
  /** Where the stack comes up if its `aws:region` does not say. */
  readonly region?: string;
  /** Enforces the limits of Kinesis' shards; off by default. */
  readonly shardLimits?: boolean;
  /** The folder of the Pulumi project. */
  readonly folder: string;
  /** The stack's name, as the program sees it. */
  readonly stack: string;
  /** The stack whose file has the configuration; Pulumi.yaml's defaults alone when absent. */
  readonly configuration?: string | undefined;
  /** Configuration over that one, keys without a namespace are the project's. */
  readonly config?: Readonly<Record<string, string>>;
  /** Told as the stack comes up. */
  readonly onPhase?: (phase: string) => void;
  readonly onCreated?: (resource: LiveResource) => void;
  /** Told of every line that a function or service logs. */
  readonly onLog?: CloudOptions["onLog"];
  /** Told of every question to a role's policies. */
  readonly onAsked?: NonNullable<CloudOptions["iam"]>["onAsked"];
}

/** The program's resources in a local cloud of their own, in this process. */
export interface LocalStack {
  readonly cloud: Cloud;
  /** As the resources' tags have it. */
  readonly identity: { readonly project: string; readonly stack: string };
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly resources: readonly LiveResource[];
  /** Deletes the resources, last created first. */
  readonly destroy: (onDeleted?: (resource: LiveResource) => void) => Promise<void>;
  /** Destroys what still stands, and stops the cloud. */
  readonly stop: () => Promise<void>;
}

/** The `aws:` settings, without their namespace. */
function settingsOfAws(config: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(config).filter(([key]) => key.startsWith("aws:"));
  return Object.fromEntries(own.map(([key, value]) => [key.slice("aws:".length), value]));
}

/** Starts a cloud and evaluates the Pulumi program into it. Stops the cloud again on a failure. */
export async function bringUp(options: StackOptions): Promise<LocalStack> {
  const { folder, stack } = options;
  const { project, main, config } = readConfig(folder, options.configuration);
  options.onPhase?.("starting the local cloud");
  const overrides = Object.entries(options.config ?? {});
  const settings = {
    ...config,
    ...Object.fromEntries(
      overrides.map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value]),
    ),
  };
  const region = settings["aws:region"] ?? options.region;
  const cloud = await createCloud({
    kinesis: { shardLimits: options.shardLimits ?? false },
    ...(region === undefined ? {} : { region }),
    lambda: { project: folder },
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.onLog === undefined ? {} : { onLog: options.onLog }),
    ...(options.onAsked === undefined ? {} : { iam: { onAsked: options.onAsked } }),
  });
  let engine: Engine | undefined;
  const stop = async () => {
    try {
      await engine?.destroy();
    } finally {
      await cloud.stop();
    }
  };
  try {
    options.onPhase?.("evaluating the Pulumi program");
    const running = new Engine({
      cloud: cloud.client,
      kinds,
      functions,
      settings: settingsOfAws(settings),
      ...(options.onCreated ? { onCreated: options.onCreated } : {}),
    });
    engine = running;
    const outputs = await evaluateProgram({
      folder,
      main,
      project,
      stack,
      config: settings,
      mocks: running,
    });
    const destroy = (onDeleted?: (resource: LiveResource) => void) => running.destroy(onDeleted);
    const identity = { project, stack };
    return { cloud, identity, outputs, resources: running.resources, destroy, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
