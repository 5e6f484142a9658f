import type { CloudClient } from "../gateway/service";
import { checkInputs, checkRegion, withDefaults } from "../resources/check";
import type { CheckFailure, ProviderFunction, ResourceKind, Tags } from "../resources/kind";
import { checkSettings, noSettings, readSettings } from "../resources/provider-settings";
import { ignoresTags, tagsAllOf } from "../resources/provider-tags";
import { withIgnored, withoutIgnored } from "../resources/provider-tags";
import { Unfinished } from "../resources/unfinished";
import { difference, rootOf, type Change } from "./difference";
import { PartlyCreated } from "./status";
import {
  decodeProperties,
  encodeProperties,
  hasUnknown,
  unknownProperties,
  unknownText,
  type Wire,
  type WireProperties,
} from "./values";

/** The outcome of Diff: what changed, and which of it forces a replacement. */
export interface Difference {
  readonly changes: readonly (Change & { readonly replaces: boolean })[];
  /** The replacement would have the old one's name: the old one must go first. */
  readonly deleteBeforeReplace: boolean;
}

export interface Registry {
  readonly kinds: ReadonlyMap<string, ResourceKind>;
  readonly functions: ReadonlyMap<string, ProviderFunction>;
}

interface Stored {
  readonly id: string;
  readonly outputs: WireProperties;
}

/** The resource operations of the provider protocol, free of gRPC. */
export class Lifecycle {
  private settings = noSettings;
  private region: string | undefined;

  constructor(
    private readonly registry: Registry,
    private readonly cloud: () => Promise<CloudClient>,
    /** The region of providers that name none, as AWS_REGION has it. */
    private readonly environment?: string,
  ) {}

  /** What is wrong with the provider's settings, unknown ones of a preview left out. */
  async checkConfig(news: WireProperties): Promise<CheckFailure[]> {
    const unnamed = this.environment !== undefined && !("region" in news);
    const known = { ...decodeProperties(news), ...(unnamed && { region: this.environment }) };
    return Object.keys(known).length === 0 ? [] : checkSettings(known, await this.cloud());
  }

  /** Takes the provider's settings, for every operation that follows. */
  async configure(settings: WireProperties): Promise<void> {
    const [failure] = await this.checkConfig(settings);
    if (failure !== undefined) throw new Error(failure.reason);
    this.region = (await this.cloud()).region;
    this.settings = readSettings(decodeProperties(settings));
  }

  kind(type: string): ResourceKind {
    const kind = this.registry.kinds.get(type);
    if (kind !== undefined) return kind;
    throw new Error(`${type} is not implemented by the local cloud`);
  }

  check(
    type: string,
    name: string,
    olds: WireProperties,
    news: WireProperties,
  ): { inputs: WireProperties; failures: CheckFailure[] } {
    const kind = this.kind(type);
    const unknown = unknownProperties(news);
    const given = withoutNulls(news);
    const named = kind.autoname === undefined ? undefined : olds[kind.autoname.property];
    const filled = withDefaults(kind, name, given, named) as WireProperties;
    if (isAutonamed(kind, given)) filled[defaultsKey] = [kind.autoname.property];
    const tagsAll = this.tagsAll(kind, filled.tags);
    if (tagsAll !== undefined) filled.tagsAll = tagsAll;
    const failures = checkInputs(kind, decodeProperties(filled), (key) => unknown.has(key));
    failures.push(...checkRegion(filled.region, this.region));
    return { inputs: filled, failures };
  }

  private tagsAll(kind: ResourceKind, tags: Wire | undefined): Wire | undefined {
    const own = (decodeProperties({ tags: tags ?? {} }).tags ?? {}) as Tags;
    const all = tagsAllOf(kind, own, this.settings);
    return all !== undefined && hasUnknown(tags) ? unknownText : all;
  }

  diff(type: string, olds: WireProperties, news: WireProperties): Difference {
    const kind = this.kind(type);
    const always = kind.update === undefined;
    const changes = difference(olds, withoutNulls(news)).map((change) => ({
      ...change,
      replaces: always || kind.replaceOn.includes(rootOf(change.path)),
    }));
    return { changes, deleteBeforeReplace: !getsNewName(kind, news, changes) };
  }

  async create(type: string, inputs: WireProperties, preview: boolean): Promise<Stored> {
    const kind = this.kind(type);
    if (preview) return { id: "", outputs: inputs };
    const cloud = await this.cloud();
    try {
      const created = await kind.create(decodeProperties(inputs), cloud);
      return { id: created.id, outputs: encodeProperties(created.outputs, inputs) };
    } catch (error) {
      if (!(error instanceof Unfinished)) throw error;
      // Not read: what ended the creation may well end that, too.
      throw new PartlyCreated(error.id, { ...inputs, [unfinishedKey]: true }, error);
    }
  }

  /** The resource as it is: its outputs, and its inputs as far as the outputs show them. */
  async read(
    type: string,
    id: string,
    state: WireProperties,
    inputs: WireProperties,
  ): Promise<(Stored & { inputs: WireProperties }) | undefined> {
    const kind = this.kind(type);
    const found = await kind.read(id, decodeProperties(state), await this.cloud());
    if (found === undefined) return undefined;
    const shown = withoutIgnored(found.outputs, this.settings);
    const outputs = encodeProperties(shown, { ...inputs, ...state });
    const seen = Object.keys(inputs).map((key) => [key, outputs[key] ?? inputs[key] ?? null]);
    return { id: found.id, outputs, inputs: Object.fromEntries(seen) as WireProperties };
  }

  async update(
    type: string,
    id: string,
    olds: WireProperties,
    news: WireProperties,
    preview: boolean,
  ): Promise<WireProperties> {
    const kind = this.kind(type);
    if (preview) return { ...olds, ...news };
    if (kind.update === undefined) throw new Error(`${type} cannot be updated in place`);
    const cloud = await this.cloud();
    const known = decodeProperties(olds);
    const reads = olds[unfinishedKey] === true || ignoresTags(this.settings);
    const live = (reads ? await kind.read(id, known, cloud) : undefined)?.outputs ?? known;
    const inputs = withIgnored(decodeProperties(news), live, this.settings);
    const outputs = await kind.update(id, live, inputs, cloud);
    return encodeProperties(withoutIgnored(outputs, this.settings), news);
  }

  async delete(type: string, id: string, state: WireProperties): Promise<void> {
    await this.kind(type).delete(id, decodeProperties(state), await this.cloud());
  }

  async invoke(token: string, args: WireProperties): Promise<WireProperties> {
    const provider = this.registry.functions.get(token);
    if (provider === undefined) throw new Error(`function ${token} is not implemented locally`);
    return encodeProperties(await provider.call(decodeProperties(args), await this.cloud()), {});
  }
}

/** Where AWS's own provider, too, keeps the names of inputs that it filled in. */
const defaultsKey = "__defaults";

/** Marks the state of a resource that was created in part: it says what was meant, not what is. */
const unfinishedKey = "__unfinished";

function isAutonamed(
  kind: ResourceKind,
  given: WireProperties,
): kind is ResourceKind & { autoname: { property: string } } {
  return kind.autoname !== undefined && given[kind.autoname.property] === undefined;
}

function getsNewName(
  { autoname }: ResourceKind,
  news: WireProperties,
  changes: readonly Change[],
): boolean {
  if (autoname === undefined) return false;
  const defaults = news[defaultsKey];
  if (Array.isArray(defaults) && defaults.includes(autoname.property)) return true;
  return changes.some(({ path }) => rootOf(path) === autoname.property);
}

function withoutNulls(properties: WireProperties): WireProperties {
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== null || hasUnknown(value)),
  );
}
