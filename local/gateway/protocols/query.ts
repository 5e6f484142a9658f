import type { AwsError, Service } from "../service";
import type { Codec, Reply } from "./reply";
import { escapeXml, xmlMembers } from "./xml";
import type { XmlStyle } from "./xml";

/** Maps in the outputs of SNS and IAM; everything else that looks like one is a structure. */
const MAPS: ReadonlySet<string> = new Set(["Attributes", "SummaryMap"]);

/** The query protocol and EC2's variant of it: form-encoded requests, XML answers. */
export function queryCodec(
  service: Pick<Service, "xmlNamespace" | "ec2" | "listItemNames">,
): Codec {
  const style: XmlStyle = {
    items: service.listItemNames ?? {},
    fallback: service.ec2 === true ? "item" : "member",
    maps: MAPS,
  };
  const namespace = escapeXml(service.xmlNamespace ?? "");
  return {
    success(output, operation, requestId) {
      const members = xmlMembers(output, style);
      const id = escapeXml(requestId);
      const content =
        service.ec2 === true
          ? `<requestId>${id}</requestId>${members}`
          : `<${operation}Result>${members}</${operation}Result>` +
            `<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata>`;
      const root = `${operation}Response`;
      return xmlReply(200, requestId, `<${root} xmlns="${namespace}">${content}</${root}>`);
    },
    failure(error, requestId) {
      const document =
        service.ec2 === true
          ? ec2Error(error, requestId, style)
          : queryError(error, requestId, style, namespace);
      return xmlReply(error.statusCode, requestId, document);
    },
  };
}

function queryError(
  error: AwsError,
  requestId: string,
  style: XmlStyle,
  namespace: string,
): string {
  const type = error.statusCode < 500 ? "Sender" : "Receiver";
  return (
    `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type>${codeAndMessage(error)}` +
    `${xmlMembers(error.fields, style)}</Error>` +
    `<RequestId>${escapeXml(requestId)}</RequestId></ErrorResponse>`
  );
}

function ec2Error(error: AwsError, requestId: string, style: XmlStyle): string {
  return (
    `<Response><Errors><Error>${codeAndMessage(error)}${xmlMembers(error.fields, style)}` +
    `</Error></Errors><RequestID>${escapeXml(requestId)}</RequestID></Response>`
  );
}

function codeAndMessage(error: AwsError): string {
  return `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
}

function xmlReply(status: number, requestId: string, document: string): Reply {
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${document}`,
  };
}
