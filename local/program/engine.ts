import type * as pulumi from "@pulumi/pulumi";
import type { CloudClient } from "../gateway/service";
import { checkInputs, checkRegion, withDefaults } from "../resources/check";
import type { Properties, ProviderFunction, ResourceKind, Tags } from "../resources/kind";
import { checkSettings, noSettings, readSettings } from "../resources/provider-settings";
import type { ProviderSettings } from "../resources/provider-settings";
import { tagsAllOf } from "../resources/provider-tags";

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
  /** The stack's `aws:…` settings, without their namespace; see providerSettings. */
  readonly settings?: Properties;
  readonly onCreated?: (resource: LiveResource) => void;
}

/** Creates what a program registers in the local cloud, and deletes it in reverse order. */
export class Engine implements pulumi.runtime.Mocks {
  readonly #options: EngineOptions;
  readonly #live: LiveResource[] = [];
  readonly #settings: ProviderSettings;
  /** Of explicit providers, by id. */
  readonly #explicit = new Map<string, ProviderSettings>();

  /** Throws what the local cloud refuses in the stack's provider settings. */
  constructor(options: EngineOptions) {
    this.#options = options;
    this.#settings = checkedSettings(options.settings ?? {}, options.cloud);
  }

  /** In order of creation. */
  get resources(): readonly LiveResource[] {
    return this.#live;
  }

  async newResource(args: pulumi.runtime.MockResourceArgs): Promise<MockResult> {
    const kind = this.#options.kinds.get(args.type);
    const inputs = args.inputs as Properties;
    if (args.type === providerType) {
      this.#explicit.set(args.name, checkedSettings(inputs, this.#options.cloud));
      return { id: args.name, state: inputs };
    }
    if (kind === undefined) {
      if (args.custom) {
        throw new Error(
          `${args.type} (resource "${args.name}") is not implemented by the local cloud: ` +
            `deploy this stack to AWS, or add a kind for it under local/resources`,
        );
      }
      return { id: "", state: inputs };
    }
    const tagsAll = tagsAllOf(kind, (inputs.tags ?? {}) as Tags, this.#settingsOf(args.provider));
    const live = await this.#create(kind, args.name, tagsAll ? { ...inputs, tagsAll } : inputs);
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

  /** Of the provider that a registration refers to: the default one's are the stack's. */
  #settingsOf(reference: string | undefined): ProviderSettings {
    const id = reference?.split("::").pop() ?? "";
    return this.#explicit.get(id) ?? this.#settings;
  }

  async #create(kind: ResourceKind, name: string, given: Properties): Promise<LiveResource> {
    const inputs = withDefaults(kind, name, given);
    const [failure] = [
      ...checkInputs(kind, inputs),
      ...checkRegion(inputs.region, this.#options.cloud.region),
    ];
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

const providerType = "pulumi:providers:aws";

function checkedSettings(settings: Properties, cloud: CloudClient): ProviderSettings {
  const [failure] = checkSettings(settings, cloud);
  if (failure !== undefined) throw new Error(failure.reason);
  return Object.keys(settings).length === 0 ? noSettings : readSettings(settings);
}

interface MockResult {
  id: string;
  state: Properties;
}

function describe(kind: ResourceKind, name: string, verb: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`could not ${verb} ${kind.type} "${name}": ${reason}`, { cause: error });
}
