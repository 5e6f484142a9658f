import * as http from "node:http";
import { AwsError } from "./service";
import { clientOf } from "./client";
import type { CloudClient } from "./service";
import type { LocalCall, LocalError } from "./local-api";
import { pack, unpack } from "./transfer";

const CONNECT_MS = 5_000;
/** Longer than any Lambda invocation. */
const CALL_MS = 16 * 60_000;

/** A client of a gateway in another process; rejects when none answers at the endpoint. */
export async function connect(endpoint: string): Promise<CloudClient> {
  const base = endpoint.replace(/\/+$/, "");
  const agent = new http.Agent({ keepAlive: true });
  const health = await exchange(`${base}/_local/health`, undefined, agent, CONNECT_MS);
  const { region, accountId } = health as { region?: unknown; accountId?: unknown };
  if (typeof region !== "string" || typeof accountId !== "string") {
    throw new Error(`${base} is not a local cloud.`);
  }
  return clientOf({ endpoint: base, region, accountId }, (service, operation, input, as) => {
    const call: LocalCall = { service, operation, input, ...(as === undefined ? {} : { as }) };
    return exchange(`${base}/_local/call`, call, agent, CALL_MS);
  });
}

function exchange(
  url: string,
  call: LocalCall | undefined,
  agent: http.Agent,
  timeout: number,
): Promise<object> {
  return new Promise((resolve, reject) => {
    const method = call === undefined ? "GET" : "POST";
    const headers = { "content-type": "application/json" };
    const request = http.request(url, { method, agent, timeout, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        try {
          const answer = unpack(Buffer.concat(chunks).toString("utf8"));
          if (response.statusCode === 200) resolve(answer as object);
          else reject(awsError(answer as LocalError));
        } catch (error) {
          reject(new Error(`${url} did not answer with JSON.`, { cause: error }));
        }
      });
    });
    request.once("timeout", () => request.destroy(new Error(`${url} did not answer in time.`)));
    request.once("error", reject);
    request.end(call === undefined ? undefined : pack(call));
  });
}

function awsError({ code, message, statusCode, fields }: LocalError): AwsError {
  return new AwsError(code, message, statusCode, fields);
}
