import { Session, type Runtime } from "node:inspector";

/**
 * What JavaScript itself does not tell of a function or an object: the variables that it closes over,
 * what a bound function is bound to, private fields. V8's inspector tells it, at once and in this
 * process; no debugger is attached.
 */
interface Table {
  value: unknown;
}

const TABLE = Symbol.for("streaming:closures");
/** One for all copies of this module in a process, since each evaluates the same expression. */
const table = (Reflect.get(globalThis, TABLE) as Table | undefined) ?? { value: undefined };
Reflect.set(globalThis, TABLE, table);
const STORE = `globalThis[Symbol.for("streaming:closures")].value`;

let session: Session | undefined;

/** Lets go of all that was looked at. */
export function endInspection(): void {
  session?.disconnect();
  session = undefined;
}

function post(method: string, parameters: object): unknown {
  if (session === undefined) {
    session = new Session();
    session.connect();
  }
  let answer: { readonly error: Error | null; readonly result?: object } | undefined;
  session.post(method, parameters, (error, result) => {
    answer = { error, ...(result !== undefined && { result }) };
  });
  // Within one thread the inspector answers before post returns.
  if (answer?.error !== null) throw new Error(`${method}: ${answer?.error.message ?? "no answer"}`);
  return answer.result;
}

function propertiesOf(value: unknown): Runtime.GetPropertiesReturnType {
  table.value = value;
  const { result } = post("Runtime.evaluate", {
    expression: STORE,
  }) as Runtime.EvaluateReturnType;
  table.value = undefined;
  const objectId = result.objectId;
  if (objectId === undefined) throw new Error("only functions and objects have properties");
  const parameters = { objectId, ownProperties: true };
  return post("Runtime.getProperties", parameters) as Runtime.GetPropertiesReturnType;
}

/** The value itself behind the inspector's description of it. */
function valueOf(remote: Runtime.RemoteObject | undefined): unknown {
  if (remote?.objectId !== undefined) {
    const functionDeclaration = `function () { "use strict"; ${STORE} = this; }`;
    post("Runtime.callFunctionOn", { objectId: remote.objectId, functionDeclaration });
    const { value } = table;
    table.value = undefined;
    return value;
  }
  const special = remote?.unserializableValue;
  if (special === undefined) return remote?.value;
  return special.endsWith("n") ? BigInt(special.slice(0, -1)) : Number(special);
}

function internal(value: unknown, name: string): Runtime.RemoteObject | undefined {
  const { internalProperties = [] } = propertiesOf(value);
  return internalProperties.find((property) => property.name === name)?.value;
}

/** Reads a variable that a function closes over. */
export type Lookup = (name: string) => { readonly value: unknown } | undefined;

/** The variables around a function, innermost first, without the global ones. */
export function variablesOf(callback: object): Lookup {
  const scopes = valueOf(internal(callback, "[[Scopes]]")) as ArrayLike<{ object?: object }>;
  const around = Array.from(scopes, ({ object }) => object).filter(
    (scope) => scope !== undefined && scope !== globalThis,
  ) as object[];
  return (name) => {
    const scope = around.find((candidate) => Object.hasOwn(candidate, name));
    return scope === undefined ? undefined : { value: Reflect.get(scope, name) as unknown };
  };
}

/** What `target.bind(self, …args)` was made of; undefined for a function that is not bound. */
export function bindingOf(
  callback: object,
): { readonly target: object; readonly self: unknown; readonly args: unknown[] } | undefined {
  const target = internal(callback, "[[TargetFunction]]");
  if (target === undefined) return undefined;
  const args = valueOf(internal(callback, "[[BoundArgs]]")) as ArrayLike<unknown>;
  return {
    target: valueOf(target) as object,
    self: valueOf(internal(callback, "[[BoundThis]]")),
    args: Array.from(args),
  };
}

/** The name of one of an object's private fields, e.g. "#secret". */
export function privateFieldOf(value: object): string | undefined {
  // V8 tells of them; the types of Node.js do not yet.
  const { privateProperties = [] } = propertiesOf(value) as {
    readonly privateProperties?: readonly { readonly name: string }[];
  };
  return privateProperties[0]?.name;
}
