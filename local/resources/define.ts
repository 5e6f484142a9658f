import { unlessGone } from "./gone";
import type { Autoname, Cloud, Created, Inputs, Properties, ResourceKind, State } from "./kind";
import { failures, type Limit, type Refusals } from "./limits";
import { defined } from "./names";
import { changeTags, tagOutputs, wantedTags, type Tagging } from "./tags";
import { finish } from "./unfinished";

type Name<Args> = keyof Args & string;

/**
 * What is particular of a resource type. `Args` are its arguments in @pulumi/aws; `Filled` those that are
 * always there: what is required, has a default or is named automatically.
 */
export type Definition<Args, Filled extends keyof Args = never> = {
  readonly type: string;
  /** Besides `id`. */
  readonly required?: readonly Name<Args>[];
  /** Besides `tags`, `region` and what is named automatically. */
  readonly optional?: readonly Name<Args>[];
  /** Besides the id, the name and `region`. */
  readonly replaceOn?: readonly Name<Args>[];
  readonly autoname?: Autoname & { readonly property: Name<Args> };
  readonly defaults?: Partial<Inputs<Args>>;
  readonly limits?: { readonly [N in Name<Args>]?: Limit };
  /** What is wrong with inputs that `limits` cannot say, by property. */
  check?(inputs: Partial<Inputs<Args>>): Refusals;
  /** How its tags are kept; "as given" where the local service does not tell them. */
  readonly tags?: Tagging | "as given";
  /** A type of no region, as those of IAM. */
  readonly global?: boolean;
  /** What has operations of its own: called after each creation and update. */
  configure?: Step<Args, Filled>;
  /**
   * The outputs that the service tells; what it does not tell stays as it was given. Undefined, or an error
   * that says so (see gone.ts), where the resource is gone.
   */
  read(id: string, state: State<Args>, cloud: Cloud): Promise<Properties | undefined>;
  delete(id: string, state: State<Args>, cloud: Cloud): Promise<unknown>;
} & (
  | ({ /** The input that is the id. */ readonly id: Name<Args> } & Making<Args, Filled, unknown>)
  | ({ readonly id?: never } & Making<Args, Filled, string | undefined>)
);

type Step<Args, Filled extends keyof Args> = (
  id: string,
  inputs: Inputs<Args, Filled>,
  cloud: Cloud,
  before: State<Args>,
) => Promise<unknown>;

/** Either one operation creates and changes, or each has its own. What makes a resource tells its id. */
type Making<Args, Filled extends keyof Args, Id> =
  | { put(inputs: Inputs<Args, Filled>, cloud: Cloud): Promise<Id> }
  | {
      create(inputs: Inputs<Args, Filled>, cloud: Cloud): Promise<Id>;
      /** Absent, with `configure` and `tags`, when every change replaces. */
      update?: Step<Args, Filled>;
    };

/** A resource kind from what is particular of it. */
export function defineKind<Args, Filled extends keyof Args = never>(
  definition: Definition<Args, Filled>,
): ResourceKind<Inputs<Args, Filled>> {
  type Given = Inputs<Args, Filled>;
  const { type, tags, autoname, defaults, limits, global = false } = definition;
  const { required = [], optional = [], replaceOn = [] } = definition;
  const taggable = tags !== undefined;
  const named = autoname === undefined ? [] : [autoname.property];
  const ids = definition.id === undefined ? [] : [definition.id];

  async function shown(id: string, real: Properties, state: Properties, cloud: Cloud) {
    const there =
      typeof tags === "object" ? await tags.list(String(real.arn), cloud) : wantedTags(state);
    const outputs = {
      ...defaults,
      ...state,
      ...Object.fromEntries(ids.map((name) => [name, id])),
      ...real,
      ...(!global && { region: cloud.region }),
      ...(taggable && tagOutputs(there, state)),
    };
    return { id, outputs: defined(outputs) };
  }

  /** Brings a resource that exists to what its inputs say. */
  async function settle(
    id: string,
    inputs: Given,
    cloud: Cloud,
    before: State<Args>,
  ): Promise<Created> {
    await definition.configure?.(id, inputs, cloud, before);
    const real = await definition.read(id, inputs, cloud);
    if (real === undefined) throw new Error(`${type} ${id} is gone`);
    if (typeof tags === "object") {
      await changeTags(tags, String(real.arn), wantedTags(inputs), cloud);
    }
    return shown(id, real, inputs, cloud);
  }

  async function update(id: string, before: State<Args>, inputs: Given, cloud: Cloud) {
    if ("put" in definition) await definition.put(inputs, cloud);
    else await definition.update?.(id, inputs, cloud, before);
    return (await settle(id, inputs, cloud, before)).outputs;
  }
  const changes = ["put", "update", "configure"].some((name) => name in definition) || taggable;

  return {
    type,
    required: [...ids.filter((name) => name !== autoname?.property), ...required],
    optional: [...named, ...optional, ...(global ? [] : ["region"]), ...(taggable ? ["tags"] : [])],
    replaceOn: [...ids, ...named, ...replaceOn, "region"],
    taggable,
    ...(autoname && { autoname }),
    ...(defaults && { defaults }),
    check: (inputs: Partial<Inputs<Args>>) => failures(inputs, limits, definition.check?.(inputs)),
    async create(inputs, cloud) {
      const made = await ("put" in definition
        ? definition.put(inputs, cloud)
        : definition.create(inputs, cloud));
      const id = definition.id === undefined ? made : inputs[definition.id];
      if (typeof id !== "string") throw new Error(`the new ${type} has no id`);
      return finish(id, () => settle(id, inputs, cloud, {}));
    },
    async read(id: string, state: State<Args>, cloud) {
      const real = await unlessGone(definition.read(id, state, cloud));
      return real && unlessGone(shown(id, real, state, cloud));
    },
    ...(changes && { update }),
    async delete(id: string, state: State<Args>, cloud) {
      await unlessGone(definition.delete(id, state, cloud));
    },
  };
}
