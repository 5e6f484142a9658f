import type { Service } from "../gateway/service";

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

interface GetResourcesInput {
  readonly TagFilters?: readonly { readonly Key: string; readonly Values?: readonly string[] }[];
  /** Service ("s3") or service and resource type ("dynamodb:table"). */
  readonly ResourceTypeFilters?: readonly string[];
  readonly ResourceARNList?: readonly string[];
  readonly ResourcesPerPage?: number;
  readonly PaginationToken?: string;
}

/** The Resource Groups Tagging API over the services given: GetResources, GetTagKeys, GetTagValues. */
export function createTagging(sources: () => readonly TagSource[]): Service {
  const tagged = (): TaggedResource[] =>
    sources()
      .flatMap((source) => source.tagged())
      .filter(({ tags }) => Object.keys(tags).length > 0)
      .sort((left, right) => (left.arn < right.arn ? -1 : 1));

  function getResources(input: GetResourcesInput): object {
    const matching = tagged().filter((each) => matches(each, input));
    const from = Number(input.PaginationToken ?? "") || 0;
    const size = input.ResourcesPerPage ?? 100;
    const page = matching.slice(from, from + size);
    return {
      PaginationToken: from + size < matching.length ? String(from + size) : "",
      ResourceTagMappingList: page.map(({ arn, tags }) => ({
        ResourceARN: arn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  }

  return {
    name: "tagging",
    targetPrefix: "ResourceGroupsTaggingAPI_20170126",
    operations: {
      GetResources: { run: getResources, permissions: () => [["tag:GetResources", "*"]] },
      GetTagKeys: {
        run: () => ({ TagKeys: unique(tagged().flatMap(({ tags }) => Object.keys(tags))) }),
        permissions: () => [["tag:GetTagKeys", "*"]],
      },
      GetTagValues: {
        run: ({ Key }: { Key: string }) => ({
          TagValues: unique(tagged().flatMap(({ tags }) => tags[Key] ?? [])),
        }),
        permissions: () => [["tag:GetTagValues", "*"]],
      },
    },
  };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

function matches({ arn, tags }: TaggedResource, input: GetResourcesInput): boolean {
  const { TagFilters = [], ResourceTypeFilters = [], ResourceARNList = [] } = input;
  const tagsMatch = TagFilters.every(({ Key, Values = [] }) => {
    const value = tags[Key];
    return value !== undefined && (Values.length === 0 || Values.includes(value));
  });
  const typeMatches =
    ResourceTypeFilters.length === 0 || ResourceTypeFilters.some((type) => hasType(arn, type));
  return (
    tagsMatch && typeMatches && (ResourceARNList.length === 0 || ResourceARNList.includes(arn))
  );
}

function hasType(arn: string, filter: string): boolean {
  const [, , service, , , ...resource] = arn.split(":");
  const [wantedService, wantedType] = filter.split(":");
  if (service !== wantedService) return false;
  return wantedType === undefined || /^[^/:]*/.exec(resource.join(":"))?.[0] === wantedType;
}
