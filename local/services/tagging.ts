import type { InputOf, OutputOf } from "../gateway/model/apis";
import type { Rules } from "../gateway/model/rules";
import { AwsError, type Operations, type Service } from "../gateway/service";
import { pageOf } from "./pages";

/** A resource with its tags, for the Resource Groups Tagging API and for looking for leftovers. */
export interface TaggedResource {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A service whose resources carry tags. */
export interface TagSource {
  /** Every resource that stands, tagged or not. */
  tagged(): readonly TaggedResource[];
}

type Wanted = InputOf<"tagging", "GetResources">;

/** Source: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html */
const rules: Rules = {
  TagFilters: { length: [0, 50] },
  "TagFilter.Key": { length: [1, 128] },
  "TagFilter.Values": { length: [0, 20], each: { length: [0, 256] } },
  ResourcesPerPage: { range: [1, 100] },
  ResourceTypeFilters: { length: [0, 100], each: { length: [0, 256] } },
  ResourceARNList: { length: [1, 100], each: { length: [1, 1011] } },
  "GetTagValuesInput.Key": { length: [1, 128] },
};

const refused = (message: string): AwsError => new AwsError("InvalidParameterException", message);

/** The Resource Groups Tagging API over the services given: GetResources, GetTagKeys, GetTagValues. */
export function createTagging(sources: () => readonly TagSource[]): Service {
  const tagged = (): TaggedResource[] =>
    sources()
      .flatMap((source) => source.tagged())
      .filter(({ tags }) => Object.keys(tags).length > 0)
      .sort((left, right) => (left.arn < right.arn ? -1 : 1));

  function getResources(input: Wanted): OutputOf<"tagging", "GetResources"> {
    const { ResourceARNList, PaginationToken, ResourcesPerPage } = input;
    const others = [input.TagFilters, input.ResourceTypeFilters, ResourcesPerPage, PaginationToken];
    if (ResourceARNList !== undefined && others.some((each) => each !== undefined)) {
      throw refused("ResourceARNList cannot be combined with filters or pagination parameters.");
    }
    const matching = tagged().filter((each) => matches(each, input));
    const invalid = (): AwsError => refused("The PaginationToken is invalid.");
    const { page, next = "" } = pageOf(matching, PaginationToken, ResourcesPerPage ?? 100, invalid);
    return {
      PaginationToken: next,
      ResourceTagMappingList: page.map(({ arn, tags }) => ({
        ResourceARN: arn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  }

  const operations: Operations<"tagging"> = {
    GetResources: { run: getResources },
    GetTagKeys: {
      run: () => ({ TagKeys: unique(tagged().flatMap(({ tags }) => Object.keys(tags))) }),
    },
    GetTagValues: {
      run: ({ Key }) => ({
        TagValues: unique(tagged().flatMap(({ tags }) => valueOf(tags, Key) ?? [])),
      }),
    },
  };
  return {
    name: "tagging",
    stateless: true,
    targetPrefix: "ResourceGroupsTaggingAPI_20170126",
    validationCode: "InvalidParameterException",
    rules,
    operations,
  };
}

const valueOf = (tags: TaggedResource["tags"], key: string): string | undefined =>
  Object.hasOwn(tags, key) ? tags[key] : undefined;

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

function matches({ arn, tags }: TaggedResource, input: Wanted): boolean {
  const { TagFilters = [], ResourceTypeFilters = [], ResourceARNList } = input;
  const tagsMatch = TagFilters.every(({ Key = "", Values = [] }) => {
    const value = valueOf(tags, Key);
    return value !== undefined && (Values.length === 0 || Values.includes(value));
  });
  const typeMatches =
    ResourceTypeFilters.length === 0 || ResourceTypeFilters.some((type) => hasType(arn, type));
  return tagsMatch && typeMatches && ResourceARNList?.includes(arn) !== false;
}

function hasType(arn: string, filter: string): boolean {
  const [, , service, , , ...resource] = arn.split(":");
  const [wantedService, wantedType] = filter.split(":");
  if (service !== wantedService) return false;
  return wantedType === undefined || /^[^/:]*/.exec(resource.join(":"))?.[0] === wantedType;
}
