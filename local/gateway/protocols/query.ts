import { modelOf } from "../model/schemas";
import type { Codec, Reply } from "./reply";
import { escapeXml, xmlContent, xmlFields } from "./xml";

/** The query protocol and EC2's variant of it: form-encoded requests, XML answers. */
export function queryCodec(serviceName: string): Codec {
  const isEc2 = serviceName === "ec2";
  const model = modelOf(serviceName);
  const namespace = escapeXml(model?.xmlNamespace ?? "");
  return {
    success(output, operation, requestId) {
      const schema = model?.operations.get(operation)?.output;
      const members = schema?.isStructSchema() === true ? xmlContent(schema, output) : "";
      const content = isEc2
        ? `<requestId>${requestId}</requestId>${members}`
        : `<${operation}Result>${members}</${operation}Result>` +
          `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      const root = `${operation}Response`;
      return xmlReply(200, requestId, `<${root} xmlns="${namespace}">${content}</${root}>`);
    },
    failure(error, status, requestId) {
      const code = model?.errors.get(error.code)?.code ?? error.code;
      const content =
        `<Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message>` +
        xmlFields(error.fields);
      const document = isEc2
        ? `<Response><Errors><Error>${content}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
        : `<ErrorResponse xmlns="${namespace}"><Error><Type>${faultOf(status)}</Type>${content}` +
          `</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
      return xmlReply(status, requestId, document);
    },
  };
}

const faultOf = (status: number): string => (status < 500 ? "Sender" : "Receiver");

function xmlReply(status: number, requestId: string, document: string): Reply {
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${document}`,
  };
}
