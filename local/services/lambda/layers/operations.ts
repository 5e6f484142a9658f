import type { LayerVersionsListItem } from "@aws-sdk/client-lambda";
import type { OutputOf } from "../../../gateway/model/apis";
import type { CloudClient, Operation, Operations } from "../../../gateway/service";
import { pageOf } from "../../pages";
import { permittedOn } from "../../on-resource";
import { archiveOf } from "../code/archive";
import { invalid } from "../function";
import type { LayerStore, LayerVersion } from "./store";

const PAGE_SIZE = 50;

export interface LayerDependencies {
  readonly layers: LayerStore;
  readonly cloud: () => CloudClient;
  /** The folder of the layers' files. */
  readonly folder: () => Promise<string>;
  /** Where a version's archive is downloaded. */
  readonly locationOf: (version: LayerVersion) => string;
}

/** What a version says of itself, its contents aside. */
function described({ arn, version, createdAt, input }: LayerVersion): LayerVersionsListItem {
  const { Description = "", CompatibleRuntimes, CompatibleArchitectures, LicenseInfo } = input;
  return {
    LayerVersionArn: arn,
    Version: version,
    Description,
    CreatedDate: createdAt.toISOString().replace("Z", "+0000"),
    CompatibleRuntimes,
    CompatibleArchitectures,
    LicenseInfo,
  };
}

interface Filter {
  readonly CompatibleRuntime?: string | undefined;
  readonly CompatibleArchitecture?: string | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

function pageMatching(versions: readonly LayerVersion[], filter: Filter) {
  const { CompatibleRuntime: runtime, CompatibleArchitecture: architecture } = filter;
  const holds = (values: readonly string[] = [], wanted?: string): boolean =>
    wanted === undefined || values.includes(wanted);
  const matching = versions.filter(
    ({ input }) =>
      holds(input.CompatibleRuntimes, runtime) &&
      holds(input.CompatibleArchitectures, architecture),
  );
  const refused = (): Error => invalid("The Marker is not valid.");
  const size = Math.min(filter.MaxItems ?? PAGE_SIZE, PAGE_SIZE);
  const { page, next: NextMarker } = pageOf(matching, filter.Marker, size, refused);
  return { page, NextMarker };
}

/** Publishing, describing and deleting layers. */
export function layerOperations(
  dependencies: LayerDependencies,
): Readonly<Record<string, Operation>> {
  const { layers, cloud, folder, locationOf } = dependencies;

  function whole(version: LayerVersion): OutputOf<"lambda", "GetLayerVersion"> {
    const { sha256: CodeSha256, size: CodeSize } = version.archive;
    return {
      ...described(version),
      LayerArn: layers.arnOf(version.name),
      Content: { Location: locationOf(version), CodeSha256, CodeSize },
    };
  }

  const operations: Operations<"lambda"> = {
    PublishLayerVersion: {
      async run(input) {
        const zip = await archiveOf(input.Content, cloud(), "PublishLayerVersion");
        return whole(await layers.publish(input, zip, await folder()));
      },
    },
    GetLayerVersion: {
      run: ({ LayerName, VersionNumber }) => whole(layers.get(LayerName, VersionNumber)),
    },
    GetLayerVersionByArn: { run: ({ Arn }) => whole(layers.withArn(Arn)) },
    DeleteLayerVersion: {
      async run({ LayerName, VersionNumber }) {
        await layers.delete(LayerName, VersionNumber);
        return {};
      },
    },
    ListLayerVersions: {
      run({ LayerName, ...filter }) {
        const { page, NextMarker } = pageMatching(layers.versionsOf(LayerName), filter);
        return { LayerVersions: page.map(described), NextMarker };
      },
    },
    ListLayers: {
      run(filter) {
        const { page, NextMarker } = pageMatching(layers.list(), filter);
        const Layers = page.map((newest) => ({
          LayerName: newest.name,
          LayerArn: layers.arnOf(newest.name),
          LatestMatchingVersion: described(newest),
        }));
        return { Layers, NextMarker };
      },
    },
  };
  return permittedOn("lambda", operations, resourcesOf(layers));
}

/** Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
function resourcesOf(layers: LayerStore) {
  return (input: Partial<Record<"LayerName" | "VersionNumber" | "Arn", string>>): string[] => {
    const { LayerName, VersionNumber, Arn } = input;
    if (Arn !== undefined) return [Arn];
    if (LayerName === undefined) return ["*"];
    const layer = layers.arnOf(LayerName);
    return [VersionNumber === undefined ? layer : `${layer}:${VersionNumber}`];
  };
}
