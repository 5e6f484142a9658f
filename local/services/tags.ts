import { actionOf } from "../gateway/authorize";
import type { CallInput, OperationName, OutputOf, ServiceName } from "../gateway/model/apis";
import type { Rule, Rules } from "../gateway/model/rules";
import { AwsError, type Operation, type Operations } from "../gateway/service";
import type { TaggedResource } from "./tagging";

/** What a service says of the tags that it refuses. */
export interface TagLimits {
  /** How many tags a resource may have; 50 by default. */
  readonly most?: number;
  /** The error beyond that number. */
  readonly tooMany: readonly [code: string, message: string];
  /** The error's code for a key that is AWS's own or stands twice. */
  readonly invalid: string;
}

/** The ways in which services write tags: lists of pairs, or a map. */
const FORMS = {
  Key: ["Key", "Value"],
  key: ["key", "value"],
  TagKey: ["TagKey", "TagValue"],
  map: undefined,
} as const;

/** A request's tags in any of those forms. */
type Given = Readonly<Record<string, string>> | readonly Pair[];
type Pair = { readonly [Name in "Key" | "Value" | "key" | "value" | "TagKey" | "TagValue"]?: Text };
type Text = string | undefined;

const KEY: Rule = { length: [1, 128] };
const VALUE: Rule = { length: [0, 256] };

/** Of a member that is a map of tags. */
export const tagMap: Rule = { keys: KEY, each: VALUE };

/**
 * Of tags in lists, and of their keys.
 * Source: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export const tagRules: Rules = {
  "Tag.Key": KEY,
  "Tag.Value": VALUE,
  "Tag.key": KEY,
  "Tag.value": VALUE,
  "Tag.TagKey": KEY,
  "Tag.TagValue": VALUE,
  TagKeys: { each: KEY },
  tagKeys: { each: KEY },
};

/** The tags of one resource, within what its service allows. */
export class TagStore extends Map<string, string> {
  constructor(
    private readonly limits: TagLimits,
    given?: Given,
  ) {
    super();
    this.add(given);
  }

  /** Adds all of a request's tags, or none where the service refuses one. */
  add(given: Given = []): void {
    const { most = 50, tooMany, invalid } = this.limits;
    const added = entriesOf(given);
    const reserved = added.some(([key]) => /^aws:/i.test(key));
    if (reserved) {
      const message = "aws: prefixed tag key names are not allowed for external use.";
      throw new AwsError(invalid, message);
    }
    const keys = new Set(added.map(([key]) => key));
    if (keys.size < added.length) throw new AwsError(invalid, "Duplicate tag keys found.");
    if (new Set([...this.keys(), ...keys]).size > most) throw new AwsError(...tooMany);
    for (const [key, value] of added) this.set(key, value);
  }

  remove(keys: readonly string[] = []): void {
    for (const key of keys) this.delete(key);
  }

  /** As most services write tags. */
  list(): { Key: string; Value: string }[] {
    return [...this].map(([Key, Value]) => ({ Key, Value }));
  }

  record(): Record<string, string> {
    return Object.fromEntries(this);
  }
}

function entriesOf(given: Given): (readonly [string, string])[] {
  if (!isList(given)) return Object.entries(given);
  return given.map(({ Key, Value, key = Key, value = Value, TagKey = key, TagValue = value }) => [
    TagKey ?? "",
    TagValue ?? "",
  ]);
}

const isList = (given: Given): given is readonly Pair[] => Array.isArray(given);

type Member<S extends ServiceName, O extends OperationName<S>> = keyof CallInput<S, O> & string;

/** How a service calls its three tag operations and their members. */
export interface TagApi<
  S extends ServiceName,
  Tag extends OperationName<S>,
  Untag extends OperationName<S>,
  List extends OperationName<S>,
> {
  /** The operations; by default TagResource, UntagResource and ListTagsForResource. */
  readonly tag?: Tag;
  readonly untag?: Untag;
  readonly list?: List;
  /** The member that names the resource. */
  readonly resource: Member<S, Tag> & Member<S, Untag> & Member<S, List>;
  /** The members that hold tags, "Tags", and the keys of those to remove, "TagKeys". */
  readonly tags?: Member<S, Tag>;
  readonly keys?: Member<S, Untag>;
  /** The member of the answer that lists the tags, where it is another than `tags`. */
  readonly listed?: keyof OutputOf<S, List> & string;
  /** How the answer writes them; by default a list of Key and Value. */
  readonly form?: keyof typeof FORMS;
  /** What the answer has besides. */
  readonly besides?: Partial<OutputOf<S, List>>;
  /** The tags of what a request names. Throws the service's error where there is no such thing. */
  readonly find: (resource: string) => TagStore;
  /** The ARN of it, for permissions; by default its name is one. */
  readonly arn?: (resource: string) => string;
}

/** A service's operations that tag, untag and list tags. */
export function tagOperations<
  S extends ServiceName,
  Tag extends OperationName<S> = "TagResource" & OperationName<S>,
  Untag extends OperationName<S> = "UntagResource" & OperationName<S>,
  List extends OperationName<S> = "ListTagsForResource" & OperationName<S>,
>(service: S, api: TagApi<S, Tag, Untag, List>): Operations<S> {
  const { tag = "TagResource", untag = "UntagResource", list = "ListTagsForResource" } = api;
  const { resource, tags = "Tags", keys = "TagKeys", listed = tags, besides = {} } = api;
  const { find, arn = (name: string) => name } = api;
  const names = FORMS[api.form ?? "Key"];
  const operation = (
    name: string,
    run: (found: TagStore, input: Readonly<Record<string, unknown>>) => object,
  ): [string, Operation] => [
    name,
    {
      permissions: (input: Readonly<Record<string, string>>) => [
        [actionOf(service, name), arn(input[resource] ?? "")],
      ],
      run: (input: Readonly<Record<string, string>>) => run(find(input[resource] ?? ""), input),
    },
  ];
  // The names of members are checked by TagApi.
  return Object.fromEntries([
    operation(tag, (found, input) => {
      found.add(input[tags] as Given | undefined);
      return {};
    }),
    operation(untag, (found, input) => {
      found.remove(input[keys] as string[] | undefined);
      return {};
    }),
    operation(list, (found) => ({
      [listed]:
        names === undefined
          ? found.record()
          : [...found].map(([key, value]) => ({ [names[0]]: key, [names[1]]: value })),
      ...besides,
    })),
  ]) as Operations<S>;
}

/** What stands, for the Resource Groups Tagging API. */
export function taggedOf(
  resources: Iterable<{ readonly arn: string; readonly tags: ReadonlyMap<string, string> }>,
): TaggedResource[] {
  return Array.from(resources, ({ arn, tags }) => ({ arn, tags: Object.fromEntries(tags) }));
}
