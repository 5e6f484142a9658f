import type { Authorizer } from "../../local/gateway/authorize";
import { startGateway } from "../../local/gateway/server";
import type { Gateway, GatewayOptions } from "../../local/gateway/server";
import type { Operation, Service } from "../../local/gateway/service";

export const REGION = "us-east-1";
export const ACCOUNT = "000000000000";

/** Any key is accepted. */
export const credentials = { accessKeyId: "any", secretAccessKey: "key" };

/** A gateway over the given services, on a free port, for unrestricted callers. */
export function start(
  services: readonly Service[],
  options: Partial<GatewayOptions> = {},
): Promise<Gateway> {
  const authorize: Authorizer = () => undefined;
  return startGateway({
    services,
    region: REGION,
    accountId: ACCOUNT,
    keys: { signing: () => undefined, used: () => undefined },
    authorize,
    onFault: () => undefined,
    ...options,
  });
}

/** A service whose operations are plain functions. */
export function service(
  shape: Omit<Service, "operations">,
  operations: Readonly<Record<string, Operation["run"]>>,
): Service {
  const entries = Object.entries(operations).map(([name, run]) => [name, { run }] as const);
  return { ...shape, operations: Object.fromEntries(entries) };
}

export function clientOptions(gateway: Gateway) {
  return { endpoint: gateway.endpoint, region: REGION, credentials, maxAttempts: 1 };
}
