import type { RestRequest, RestTarget } from "../../gateway/service";
import { decoded } from "../../gateway/protocols/rest-bindings";

/**
 * The bucket of `/bucket/key` or, for `bucket.localhost` and `bucket.s3.…`, of `/key`, and the rest of the
 * path, which is what the API's operations are told apart by.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function locate({ path, headers }: RestRequest): RestTarget {
  const host = (headers["host"] ?? "").replace(/:\d+$/, "");
  const virtual = /^(.+?)\.(?:localhost|s3[.-].*)$/.exec(host)?.[1];
  if (virtual !== undefined && virtual !== "s3") return { path, labels: { Bucket: virtual } };
  const [bucket = ""] = path.slice(1).split("/", 1);
  if (bucket === "") return { path, labels: {} };
  return { path: path.slice(1 + bucket.length) || "/", labels: { Bucket: decoded(bucket) } };
}
