import assert from "node:assert/strict";
import { skipPromiseTraces } from "../../components/stack";

describe("skipPromiseTraces", () => {
  const prepare = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  afterEach(() => {
    if (prepare === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Object.defineProperty(Error, "prepareStackTrace", prepare);
  });

  it("spares Pulumi's promises, and no error, their traces", () => {
    Error.prepareStackTrace = (error) => `traced: ${error.message}`;
    skipPromiseTraces();
    const debuggablePromise = (): string | undefined => new Error("a promise").stack;
    assert.equal(debuggablePromise(), "");
    assert.equal(new Error("a fault").stack, "traced: a fault");
  });
});
