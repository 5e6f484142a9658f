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
  if (holds) return;
  const message = `${component}: ${problem}; ${remedy}.`;
  // One line, whatever a name has in it.
  refusal = new pulumi.RunError(message.replace(/\s*[\r\n]\s*/g, "\\n"));
  throw refusal;
}

/**
 * The options of a component that is registered, and its children with it, only once the program
 * has been evaluated without a refusal. Pulumi registers what came before a throw, and with
 * --skip-preview creates it.
 */
export function heldBack(opts?: pulumi.ComponentResourceOptions): pulumi.ComponentResourceOptions {
  const evaluated = new Promise<pulumi.Resource[]>((resolve, reject) => {
    setImmediate(() => {
      if (refusal === undefined) resolve([]);
      else reject(refusal);
    });
  });
  const given = pulumi.output(opts?.dependsOn ?? []);
  return { ...opts, dependsOn: pulumi.all([evaluated, given]).apply(([, more]) => [more].flat()) };
}

/** Begins a program: what another one in this process was refused is forgotten. */
export function forgetRefusal(): void {
  refusal = undefined;
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
