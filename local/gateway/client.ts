import { randomUUID } from "node:crypto";
import { authorizeAndRun } from "./authorize";
import type { Gate } from "./authorize";
import { readInput } from "./model/read";
import { notImplemented } from "./protocols/reply";
import type { CloudClient, RequestContext, Service } from "./service";

export interface ClientOptions extends Gate {
  readonly services: readonly Service[];
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly signal: AbortSignal;
}

/** Calls the services of this process, unrestricted unless a principal is given. */
export function createClient(options: ClientOptions): CloudClient {
  const { services, endpoint, region, accountId, signal } = options;
  return {
    endpoint,
    region,
    accountId,
    async call<Output>(
      serviceName: string,
      operation: string,
      input: object,
      principal: RequestContext["principal"] = { kind: "root" },
    ): Promise<Output> {
      const service = services.find(({ name }) => name === serviceName);
      if (service === undefined) throw notImplemented(`${serviceName}:${operation}`);
      const context = { requestId: randomUUID(), region, accountId, principal, signal };
      const checked = readInput(service, operation, input, "sdk");
      return (await authorizeAndRun(service, operation, checked, context, options)) as Output;
    },
  };
}
