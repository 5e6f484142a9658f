import { randomUUID } from "node:crypto";
import { authorizeAndRun } from "./authorize";
import type { Gate } from "./authorize";
import { readInput } from "./model/read";
import { notImplemented } from "./protocols/reply";
import type { CloudClient, Principal, Service } from "./service";

const root: Principal = { kind: "root" };

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
  const account = { region, accountId };
  return clientOf({ endpoint, ...account }, (name, operation, input, principal = root) => {
    const service = services.find((each) => each.name === name);
    if (service === undefined) throw notImplemented(`${name}:${operation}`);
    const context = { requestId: randomUUID(), ...account, principal, signal };
    // What types cannot say, rules do; a service without any needs no client loaded for it.
    const checked =
      service.rules === undefined ? input : readInput(service, operation, input, "sdk");
    return authorizeAndRun(service, operation, checked, context, options);
  });
}

/** A client whose calls go through one function, typed by AWS's own clients. */
export function clientOf(
  at: Pick<CloudClient, "endpoint" | "region" | "accountId">,
  run: (...call: Parameters<CloudClient["request"]>) => object | Promise<object>,
): CloudClient {
  const request: CloudClient["request"] = async (...call) => run(...call);
  return { ...at, request, call: request as CloudClient["call"] };
}
