import { createReadStream } from "node:fs";
import { buffer } from "node:stream/consumers";
import { decoded } from "../../../gateway/protocols/rest-bindings";
import type { RestRequest, RestResponse } from "../../../gateway/service";
import type { LambdaFunction } from "../lambda-function";
import type { LayerStore, LayerVersion } from "../layers/store";
import type { Functions } from "../registry";
import type { Archive } from "./package";

const FUNCTION = /^\/2015-03-31\/functions\/([^/]+)\/code\.zip$/;
const LAYER = /^\/2018-10-31\/layers\/([^/]+)\/versions\/(\d+)\/content\.zip$/;

/** The path of a function's package. */
export const codePath = ({ name, version }: LambdaFunction): string =>
  `/2015-03-31/functions/${name}:${version}/code.zip`;

/** The path of a layer version's archive. */
export const contentPath = ({ name, version }: LayerVersion): string =>
  `/2018-10-31/layers/${name}/versions/${version}/content.zip`;

/** The zip archive that an answer of GetFunction or GetLayerVersion points at. */
export function codeDownload(functions: Functions, layers: LayerStore) {
  const archiveAt = (path: string): Archive | undefined => {
    const [, name] = FUNCTION.exec(path) ?? [];
    if (name !== undefined) return functions.target(decoded(name)).subject.code.archive;
    const [, layer, version] = LAYER.exec(path) ?? [];
    return layer === undefined ? undefined : layers.get(decoded(layer), Number(version)).archive;
  };
  return async ({ path }: RestRequest): Promise<RestResponse | undefined> => {
    const archive = archiveAt(path);
    if (archive === undefined) return undefined;
    const body = await buffer(createReadStream(archive.zipPath));
    return { status: 200, headers: { "content-type": "application/zip" }, body };
  };
}
