import { actionOf } from "../gateway/authorize";
import type { InputOf, OperationName, OutputOf, ServiceName } from "../gateway/model/apis";
import type { Operation, Permission } from "../gateway/service";

/** What operations do with the resource that their input names. */
export type Runs<S extends ServiceName, Resource> = {
  readonly [O in OperationName<S>]?: (
    input: InputOf<S, O>,
    resource: Resource,
  ) => OutputOf<S, O> | Promise<OutputOf<S, O>>;
};

type Run<Resource> = (input: never, resource: Resource) => object | Promise<object>;

/** How a service's inputs name a resource; `find` throws the service's error where there is none. */
export interface Naming<Resource> {
  readonly find: (input: never) => Resource;
  readonly arn: (input: never) => string;
}

/** Operations on the one resource that their input names, on which their caller's role must allow them. */
export function onResource<S extends ServiceName, Resource>(
  service: S,
  { find, arn }: Naming<Resource>,
  runs: Runs<S, Resource>,
): Readonly<Record<string, Operation>> {
  const operations: Record<string, Operation> = {};
  const all: Readonly<Record<string, Run<Resource> | undefined>> = runs;
  for (const [name, run] of Object.entries(all)) {
    if (run === undefined) continue;
    operations[name] = {
      permissions: (input) => [[actionOf(service, name), arn(input)]],
      run: (input) => run(input, find(input)),
    };
  }
  return operations;
}

/**
 * Operations that ask for the action of their name on what their input names; those with permissions of
 * their own keep them.
 */
export function permittedOn(
  service: ServiceName,
  operations: Readonly<Record<string, Operation>>,
  resourcesOf: (input: never, operation: string) => readonly string[],
): Readonly<Record<string, Operation>> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => {
      const permissions = (input: never): readonly Permission[] =>
        resourcesOf(input, name).map((resource) => [actionOf(service, name), resource]);
      return [name, { permissions, ...operation }];
    }),
  );
}
