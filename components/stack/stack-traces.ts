/**
 * Spares Pulumi's promises their stack traces. Pulumi takes one for every property of every
 * resource, to tell of leaked promises under PULUMI_DEBUG_PROMISE_LEAKS, and with source maps each
 * costs a millisecond: a third of the time that this program takes to load. Traces of errors stay
 * as they are.
 */
export function skipPromiseTraces(): void {
  const prepare: unknown = Reflect.get(Error, "prepareStackTrace");
  if (typeof prepare !== "function" || process.env.PULUMI_DEBUG_PROMISE_LEAKS !== undefined) return;
  Error.prepareStackTrace = (error, frames): unknown => {
    const forPromise = frames[0]?.getFunctionName() === "debuggablePromise";
    return forPromise ? "" : Reflect.apply(prepare, Error, [error, frames]);
  };
}
