import { QueryFault } from "./faults";

/** How Hive writes a partition key that is null. */
export const nullPartition = "__HIVE_DEFAULT_PARTITION__";

export interface Location {
  readonly bucket: string;
  readonly prefix: string;
}

/** Takes `s3://bucket/prefix` apart. Throws QueryFault. */
export function locationOf(address: string): Location {
  const [, bucket, prefix = ""] = /^s3a?:\/\/([^/]+)\/?(.*)$/s.exec(address) ?? [];
  if (bucket !== undefined) return { bucket, prefix };
  throw new QueryFault("INVALID_TABLE_PROPERTY", `${address} is not an address in S3.`);
}

/** An address of a folder, which ends in a slash. */
export const folderOf = (address: string): string => address.replace(/\/*$/, "/");

/** What Hive writes as `%XX` in a partition's folder. */
// eslint-disable-next-line no-control-regex -- Hive escapes them
const special = /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

const escaped = (text: string): string =>
  text.replace(
    special,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );

/** The folder of a partition within its table: `year=2024/city=Z%3A/`. */
export function partitionFolder(keys: readonly string[], values: readonly string[]): string {
  return keys.map((key, at) => `${escaped(key)}=${escaped(values[at] ?? "")}/`).join("");
}

/** The values in `year=2024/city=Z%3A/…`; undefined where the folders are not those of `keys`. */
export function partitionValues(path: string, keys: readonly string[]): string[] | undefined {
  const folders = path.split("/").slice(0, keys.length);
  const values = folders.map((folder, at) => {
    const [key = "", value] = folder.split("=", 2);
    const named = decoded(key).toLowerCase() === keys[at];
    return named && value !== undefined ? decoded(value) : undefined;
  });
  const found = values.filter((value) => value !== undefined);
  return found.length === keys.length ? found : undefined;
}

const decoded = (text: string): string =>
  text.replace(/%([\dA-Fa-f]{2})/g, (_whole, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
