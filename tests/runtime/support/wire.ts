import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

/** What a request is answered with instead of what the service would say. */
export interface Answer {
  readonly status: number;
  /** The error's name, which the SDK throws. */
  readonly error?: string;
  readonly message?: string;
  readonly body?: unknown;
  /** Those of an answer that goes on as it came. */
  readonly headers?: IncomingHttpHeaders;
}

/** A call as it came over the wire. */
export interface Call {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

export async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function targetOf(request: IncomingMessage): string {
  const target = request.headers["x-amz-target"];
  return typeof target === "string" ? target : "";
}

export function callOf(request: IncomingMessage, body: Buffer): Call {
  const target = targetOf(request);
  if (target !== "") {
    const input = JSON.parse(body.toString()) as Record<string, unknown>;
    return { operation: target.split(".")[1] ?? "", input };
  }
  if (request.method === "PUT") {
    return { operation: "PutObject", input: { path: decodeURIComponent(request.url ?? "") } };
  }
  const form = Object.fromEntries(new URLSearchParams(body.toString()));
  return { operation: form["Action"] ?? "", input: form };
}

/** Answers in the form that the call's protocol has for results and errors. */
export function reply(response: ServerResponse, call: Call, answer: Answer): void {
  if (answer.headers !== undefined) {
    response.writeHead(answer.status, answer.headers).end(answer.body);
    return;
  }
  const xml = call.operation === "PutObject" || call.input["Action"] !== undefined;
  response.statusCode = answer.status;
  response.setHeader("content-type", xml ? "text/xml" : "application/x-amz-json-1.0");
  if (answer.error === undefined) {
    const { body } = answer;
    response.end(typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body));
    return;
  }
  const { error, message = error } = answer;
  const fields = `<Code>${error}</Code><Message>${message}</Message>`;
  const document =
    call.operation === "PutObject"
      ? `<Error>${fields}</Error>`
      : `<ErrorResponse><Error><Type>Sender</Type>${fields}</Error></ErrorResponse>`;
  response.end(xml ? document : JSON.stringify({ __type: `com.amazonaws#${error}`, message }));
}
