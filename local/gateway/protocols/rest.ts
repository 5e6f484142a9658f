import type { AwsError, RestRequest, RestResponse, Service } from "../service";
import type { Reply } from "./reply";
import { errorHeaders } from "./json";
import { jsonValue } from "./values";
import { escapeXml, xmlMembers } from "./xml";

const STYLE = { items: {}, fallback: "member", maps: new Set<string>() };

/** A REST service's own answer, with the request id where its clients look for it. */
export function restReply(service: Service, response: RestResponse, requestId: string): Reply {
  return {
    status: response.status,
    headers: { ...requestIds(service, requestId), ...response.headers },
    body: response.body ?? "",
  };
}

/** What S3's clients sign for besides "s3", e.g. "s3express" and "s3-outposts". */
const isS3 = ({ name }: Pick<Service, "name">): boolean => /^s3(express|-[a-z-]+)?$/.test(name);

/** S3 alone among the REST services reports its errors in XML. */
export function restFailure(
  service: Pick<Service, "name">,
  error: AwsError,
  request: Pick<RestRequest, "method" | "path">,
  requestId: string,
): Reply {
  const ids = requestIds(service, requestId);
  if (!isS3(service)) {
    const { message, fields } = error;
    const type = error.statusCode < 500 ? "User" : "Service";
    const body = JSON.stringify(jsonValue({ Type: type, message, Message: message, ...fields }));
    const headers = { ...ids, "content-type": "application/json", ...errorHeaders(error) };
    return { status: error.statusCode, headers, body };
  }
  const document =
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(error.code)}</Code>` +
    `<Message>${escapeXml(error.message)}</Message>${xmlMembers(error.fields, STYLE)}` +
    `<Resource>${escapeXml(request.path)}</Resource>` +
    `<RequestId>${escapeXml(requestId)}</RequestId></Error>`;
  // An answer to HEAD and a 304 have no body; their status is all that a client gets.
  const bodiless = request.method === "HEAD" || error.statusCode === 304;
  return {
    status: error.statusCode,
    headers: bodiless ? ids : { ...ids, "content-type": "application/xml" },
    body: bodiless ? "" : document,
  };
}

function requestIds(service: Pick<Service, "name">, requestId: string): Record<string, string> {
  return isS3(service)
    ? { "x-amz-request-id": requestId, "x-amz-id-2": requestId }
    : { "x-amzn-requestid": requestId };
}
