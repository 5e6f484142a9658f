import { createReadStream } from "node:fs";
import { buffer } from "node:stream/consumers";
import { decoded } from "../../gateway/protocols/rest-bindings";
import type { RestRequest, RestResponse } from "../../gateway/service";
import type { Functions } from "./registry";

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/code\.zip$/;

/** The package that GetFunction's answer points at, as a zip archive. */
export function codeDownload(functions: Functions) {
  return async ({ path }: RestRequest): Promise<RestResponse | undefined> => {
    const name = PATH.exec(path)?.[1];
    if (name === undefined) return undefined;
    const { zipPath } = functions.get(decoded(name)).code;
    const body = await buffer(createReadStream(zipPath));
    return { status: 200, headers: { "content-type": "application/zip" }, body };
  };
}
