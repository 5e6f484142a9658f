import { AwsError } from "../../../gateway/service";
import type { RestRequest, RestResponse } from "../../../gateway/service";
import { CONFIGURATIONS, deletionName } from "../settings/table";
import { headersOfOutput, inputOf, overrides } from "./headers";
import { fromXml, toXml } from "./xml";

/** Runs an operation of the service, once the caller's role is known to allow it. */
export type Call = (operation: string, input: object) => Promise<object>;

interface Target {
  readonly bucket: string;
  readonly key: string;
}

/** Bucket and key of `/bucket/key` or, for `bucket.localhost` and `bucket.s3.…`, of `/key`. */
export function targetOf({ path, headers }: RestRequest): Target {
  const host = (headers["host"] ?? headers[":authority"] ?? "").replace(/:\d+$/, "");
  const virtual = /^(.+?)\.(?:localhost|s3[.-].*)$/.exec(host)?.[1];
  const rest = path.replace(/^\//, "");
  const slash = rest.indexOf("/");
  const named = slash < 0 ? [rest, ""] : [rest.slice(0, slash), rest.slice(slash + 1)];
  const [bucket = "", key = ""] =
    virtual === undefined || virtual === "s3" ? named : [virtual, rest];
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key) };
  } catch {
    throw new AwsError("InvalidURI", "Couldn't parse the specified URI.");
  }
}

const OBJECT_ROUTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GET: { tagging: "GetObjectTagging", uploadId: "ListParts", "": "GetObject" },
  HEAD: { "": "HeadObject" },
  PUT: { tagging: "PutObjectTagging", uploadId: "UploadPart", "": "PutObject" },
  POST: { uploads: "CreateMultipartUpload", uploadId: "CompleteMultipartUpload" },
  DELETE: { tagging: "DeleteObjectTagging", uploadId: "AbortMultipartUpload", "": "DeleteObject" },
};

const configured = (verb: string, name: (name: string) => string = (same) => same) =>
  Object.fromEntries(CONFIGURATIONS.map((each) => [each.query, `${verb}${name(each.name)}`]));

const BUCKET_ROUTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GET: {
    ...configured("Get"),
    location: "GetBucketLocation",
    policy: "GetBucketPolicy",
    policyStatus: "GetBucketPolicyStatus",
    tagging: "GetBucketTagging",
    acl: "GetBucketAcl",
    uploads: "ListMultipartUploads",
    versions: "ListObjectVersions",
    "list-type": "ListObjectsV2",
    "": "ListObjects",
  },
  HEAD: { "": "HeadBucket" },
  PUT: {
    ...configured("Put"),
    policy: "PutBucketPolicy",
    tagging: "PutBucketTagging",
    "": "CreateBucket",
  },
  POST: { delete: "DeleteObjects" },
  DELETE: {
    ...configured("Delete", deletionName),
    policy: "DeleteBucketPolicy",
    tagging: "DeleteBucketTagging",
    "": "DeleteBucket",
  },
};

/** Subresources that exist on AWS and not here: named, they must not be taken for the resource. */
const UNKNOWN =
  /^(acl|torrent|restore|select|retention|legal-hold|attributes|object-lock|analytics|inventory|metrics|intelligent-tiering|metadata\w*|session|append|renameObject)$/;

/** The name of the API operation that a request asks for. Throws NotImplemented. */
export function operationOf(request: RestRequest, { bucket, key }: Target): string {
  const { method, query, headers } = request;
  if (bucket === "") return requireRoute(method === "GET" ? "ListBuckets" : undefined, request);
  const routes = (key === "" ? BUCKET_ROUTES : OBJECT_ROUTES)[method] ?? {};
  const named = Object.keys(routes).find((name) => name !== "" && query.has(name));
  const unknown = [...query.keys()].some((name) => UNKNOWN.test(name));
  const operation = routes[named ?? ""];
  if (named === undefined && unknown) return requireRoute(undefined, request);
  if (headers["x-amz-copy-source"] !== undefined && operation === "PutObject") return "CopyObject";
  if (headers["x-amz-copy-source"] !== undefined && operation === "UploadPart") {
    return "UploadPartCopy";
  }
  return requireRoute(operation, request);
}

function requireRoute(operation: string | undefined, { method, path, query }: RestRequest): string {
  if (operation !== undefined) return operation;
  const asked = `${method} ${path}${query.size > 0 ? `?${query.toString()}` : ""}`;
  throw new AwsError("NotImplemented", `The local cloud does not implement ${asked}.`, 501);
}

/** Operations whose request has a document, by the input member that the document is. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  CreateBucket: "CreateBucketConfiguration",
  DeleteObjects: "Delete",
  PutObjectTagging: "Tagging",
  PutBucketTagging: "Tagging",
  CompleteMultipartUpload: "MultipartUpload",
  ...Object.fromEntries(CONFIGURATIONS.map(({ name, member }) => [`Put${name}`, member])),
};

function withBody(operation: string, input: Record<string, unknown>, body: Buffer): object {
  if (operation === "PutObject" || operation === "UploadPart") return { ...input, Body: body };
  if (operation === "PutBucketPolicy") return { ...input, Policy: body.toString() };
  const member = DOCUMENTS[operation];
  if (member === undefined || body.length === 0) return input;
  return { ...input, [member]: fromXml(body) };
}

/** Answers whose document has another name than `<Operation>Result`, or none. */
const ROOTS: Readonly<Record<string, string>> = {
  ListBuckets: "ListAllMyBucketsResult",
  ListObjects: "ListBucketResult",
  ListObjectsV2: "ListBucketResult",
  ListObjectVersions: "ListVersionsResult",
  CreateMultipartUpload: "InitiateMultipartUploadResult",
  DeleteObjects: "DeleteResult",
  GetObjectTagging: "Tagging",
  GetBucketTagging: "Tagging",
  GetBucketAcl: "AccessControlPolicy",
  ...Object.fromEntries(CONFIGURATIONS.map(({ name, member }) => [`Get${name}`, member])),
};

const WITH_DOCUMENT =
  /^(List|Get|DeleteObjects$|Copy|UploadPartCopy|CompleteMultipart|CreateMultipart)/;

/** One REST-XML request answered. */
export async function answer(request: RestRequest, call: Call): Promise<RestResponse> {
  const target = targetOf(request);
  const operation = operationOf(request, target);
  const input = { ...inputOf(request), Bucket: target.bucket, Key: target.key };
  try {
    const output = await call(operation, withBody(operation, input, request.body));
    return render(operation, output, request);
  } catch (error) {
    if (error instanceof AwsError && error.statusCode === 304) return { status: 304 };
    throw error;
  }
}

function render(operation: string, output: object, { query }: RestRequest): RestResponse {
  const headers = headersOfOutput(output);
  if (operation === "GetObject" || operation === "HeadObject") {
    const { Body } = output as { Body?: Buffer };
    const status = headers["content-range"] === undefined ? 200 : 206;
    return { status, headers: { ...headers, ...overrides(query) }, body: Body };
  }
  if (operation === "GetBucketPolicy") {
    const { Policy } = output as { Policy: string };
    return { status: 200, headers: { "content-type": "application/json" }, body: Policy };
  }
  if (!WITH_DOCUMENT.test(operation)) {
    const empty = operation.startsWith("Delete") || operation.startsWith("Abort");
    return { status: empty ? 204 : 200, headers };
  }
  const encryption = headers["x-amz-server-side-encryption"];
  return {
    status: 200,
    headers: {
      "content-type": "application/xml",
      ...(encryption !== undefined && { "x-amz-server-side-encryption": encryption }),
    },
    body: documentOf(operation, output),
  };
}

function documentOf(operation: string, output: object): string {
  if (operation === "GetBucketLocation") {
    const { LocationConstraint } = output as { LocationConstraint: string };
    // The document's own text is the region.
    return toXml("LocationConstraint", {}).replace("></Loc", `>${LocationConstraint}</Loc`);
  }
  const shown: Record<string, unknown> = { ...output };
  delete shown["ServerSideEncryption"];
  const [only, ...more] = Object.entries(shown);
  const root = ROOTS[operation] ?? only?.[0] ?? `${operation}Result`;
  const named = operation.startsWith("Complete") ? "CompleteMultipartUploadResult" : root;
  // What stands under the document's own name is the document.
  const unwrapped = only !== undefined && more.length === 0 && only[0] === named;
  if (operation.startsWith("List") && !(operation in ROOTS))
    return toXml(`${operation}Result`, shown);
  return toXml(named, unwrapped ? (only[1] as object) : shown);
}
