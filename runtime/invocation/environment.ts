import type { Environment } from "../types";

/** Reads `<prefix><name>` from the function's environment; an empty value counts as missing. */
export function environment(prefix: string, variables: NodeJS.ProcessEnv): Environment {
  const optional = (name: string) => {
    const value = variables[prefix + name];
    return value === "" ? undefined : value;
  };
  const required = (name: string) => {
    const value = optional(name);
    if (value === undefined) {
      throw new Error(`The environment variable ${prefix}${name} must be set on this function.`);
    }
    return value;
  };
  return Object.assign(required, { optional });
}
