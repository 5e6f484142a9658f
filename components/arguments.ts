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
  if (!holds) throw new Error(`${component}: ${problem}; ${remedy}.`);
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
