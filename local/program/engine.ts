import type * as pulumi from "@pulumi/pulumi";
import type { CloudClient } from "../gateway/service";
import { checkInputs, withDefaults } from "../resources/check";
import type { Properties, ProviderFunction, ResourceKind } from "../resources/kind";

/** A resource that the program has registered and the local cloud holds. */
export interface LiveResource {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly id: string;
  readonly outputs: Properties;
}

export interface EngineOptions {
  readonly cloud: CloudClient;
  readonly kinds: ReadonlyMap<string, ResourceKind>;
  readonly functions: ReadonlyMap<string, ProviderFunction>;
  readonly onCreated?: (resource: LiveResource) => void;
}

/** Creates what a program registers in the local cloud, and deletes it in reverse order. */
export class Engine implements pulumi.runtime.Mocks {
  readonly #options: EngineOptions;
  readonly #live: LiveResource[] = [];

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** In order of creation. */
  get resources(): readonly LiveResource[] {
    return this.#live;
  }

  async newResource(args: pulumi.runtime.MockResourceArgs): Promise<MockResult> {
    const kind = this.#options.kinds.get(args.type);
    const inputs = args.inputs as Properties;
    if (kind === undefined) {
      if (args.custom) {
        throw new Error(
          `${args.type} (resource "${args.name}") is not implemented by the local cloud: ` +
            `deploy this stack to AWS, or add a kind for it under local/resources`,
        );
      }
      return { id: "", state: inputs };
    }
    const live = await this.#create(kind, args.name, inputs);
    return { id: live.id, state: live.outputs };
  }

  async call(args: pulumi.runtime.MockCallArgs): Promise<Properties> {
    const provider = this.#options.functions.get(args.token);
    if (provider === undefined) {
      throw new Error(`function ${args.token} is not implemented by the local cloud`);
    }
    return provider.call(args.inputs as Properties, this.#options.cloud);
  }

  /** Deletes everything, last created first. Goes on after a failure and reports them all. */
  async destroy(onDeleted?: (resource: LiveResource) => void): Promise<void> {
    const failures: Error[] = [];
    while (this.#live.length > 0) {
      const resource = this.#live.pop();
      if (resource === undefined) break;
      try {
        await resource.kind.delete(resource.id, resource.outputs, this.#options.cloud);
        onDeleted?.(resource);
      } catch (error) {
        failures.push(describe(resource.kind, resource.name, "delete", error));
      }
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, failures.map(({ message }) => message).join("\n"));
    }
  }

  async #create(kind: ResourceKind, name: string, given: Properties): Promise<LiveResource> {
    const inputs = withDefaults(kind, name, given);
    const [failure] = checkInputs(kind, inputs);
    if (failure !== undefined) throw new Error(`${kind.type} "${name}": ${failure.reason}`);
    try {
      const { id, outputs } = await kind.create(inputs, this.#options.cloud);
      const live = { kind, name, id, outputs };
      this.#live.push(live);
      this.#options.onCreated?.(live);
      return live;
    } catch (error) {
      throw describe(kind, name, "create", error);
    }
  }
}

interface MockResult {
  id: string;
  state: Properties;
}

function describe(kind: ResourceKind, name: string, verb: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`could not ${verb} ${kind.type} "${name}": ${reason}`, { cause: error });
}
