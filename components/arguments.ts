import * as pulumi from "@pulumi/pulumi";

let refusal: Error | undefined;

/**
 * Throws unless `holds`, naming the component, the problem and the remedy. Arguments are checked at
 * construction, so that a preview fails and not a deployment half-way.
 */
export function refuseUnless(
  holds: boolean,
  component: string,
  problem: string,
  remedy: string,
): asserts holds {
  if (!holds) throw refuse(component, problem, remedy);
}

/** What `refuseUnless` throws, for what is found out only later: see `checked`. */
export function refuse(component: string, problem: string, remedy: string): Error {
  // One line, whatever a name has in it.
  const message = `${component}: ${problem}; ${remedy}.`.replace(/\s*[\r\n]\s*/g, "\\n");
  refusal = Object.defineProperties(new pulumi.RunError(message), {
    // Pulumi would put before it every property that hangs on what is refused.
    message: { get: () => message, set: () => undefined },
    stack: { value: message },
  });
  return refusal;
}

let checks: Promise<unknown>[] = [];

/** Has every component that is held back wait for what takes time, and may `refuse`. */
export function checked<T>(value: Promise<T>): Promise<T> {
  checks.push(value);
  return value;
}

/**
 * The options of a component that is registered, and its children with it, only once the program
 * has been evaluated without a refusal. Pulumi registers what came before a throw, and with
 * --skip-preview creates it.
 */
export function heldBack(opts?: pulumi.ComponentResourceOptions): pulumi.ComponentResourceOptions {
  const evaluated = new Promise<pulumi.Resource[]>((resolve, reject) => {
    setImmediate(() => {
      void Promise.allSettled(checks).then(() => {
        if (refusal === undefined) resolve([]);
        else reject(refusal);
      });
    });
  });
  const given = pulumi.output(opts?.dependsOn ?? []);
  return { ...opts, dependsOn: pulumi.all([evaluated, given]).apply(([, more]) => [more].flat()) };
}

/** Begins a program: what another one in this process was refused is forgotten. */
export function forgetRefusal(): void {
  refusal = undefined;
  checks = [];
}

/** Throws unless the number is whole and within bounds; undefined passes. */
export function refuseOutside(
  component: string,
  name: string,
  value: number | undefined,
  least: number,
  most: number,
): void {
  refuseUnless(
    value === undefined || (Number.isInteger(value) && value >= least && value <= most),
    component,
    `${name} is ${String(value)}`,
    `give a whole number from ${least} to ${most}`,
  );
}
