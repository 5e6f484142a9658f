import type { Faults } from "./faults";
import { AwsError } from "./service";
import type { Permission, Principal, RequestContext, Service } from "./service";

/** Throws the service's AccessDenied error when the principal's policies do not allow the action. */
export type Authorizer = (principal: Principal, permission: Permission) => void;

/** What every call has to pass. */
export interface Gate {
  readonly authorize: Authorizer;
  /** Asked before each operation whether it shall fail. */
  readonly faults?: Faults;
}

/** Services whose IAM actions do not start with the name that SigV4 signs with. */
const ACTION_PREFIXES: Readonly<Record<string, string>> = {
  monitoring: "cloudwatch",
  tagging: "tag",
};

/** The IAM action of an operation. */
export const actionOf = (service: string, operation: string): string =>
  `${ACTION_PREFIXES[service] ?? service}:${operation}`;

/**
 * Answers one API call: checks what the operation needs against the caller's role, then whether a fault
 * was injected, then runs it. All protocols and in-process calls come through here: none goes unchecked.
 */
export async function authorizeAndRun(
  service: Service,
  operation: string,
  input: object,
  context: RequestContext,
  { authorize, faults }: Gate,
): Promise<object> {
  const found = Object.hasOwn(service.operations, operation)
    ? service.operations[operation]
    : undefined;
  if (found === undefined) {
    throw new AwsError(
      "UnknownOperationException",
      `The local cloud does not implement ${service.name}:${operation}.`,
      501,
    );
  }
  const needed = (): readonly Permission[] =>
    found.permissions?.(input as never, context) ?? [[actionOf(service.name, operation), "*"]];
  if (context.principal.kind !== "root") {
    for (const permission of needed()) authorize(context.principal, permission);
  }
  faults?.check(service.name, operation, () => needed().map(([, resource]) => resource));
  return found.run(input as never, context);
}
