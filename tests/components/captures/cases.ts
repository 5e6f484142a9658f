/** A callback by what it captures; what it returns is compared as JSON. */
export type Cases = Readonly<Record<string, (...args: never[]) => unknown>>;
