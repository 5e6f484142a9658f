import * as pulumi from "@pulumi/pulumi";
import { types } from "node:util";
import { knownAs } from "./known";

/** A capture that would not mean in Lambda what it means in the program. */
export class CaptureRefusal extends Error {
  override readonly name = "CaptureRefusal";
  constructor(
    /** How the callback comes to it: `settings.topic`. */
    readonly path: string,
    readonly why: string,
    readonly remedy: string,
  ) {
    super(`captures ${path}, ${why}; ${remedy}`);
  }
}

type Reason = readonly [why: string, remedy: string];

const OUTSIDE = "make it inside the callback, of plain values";
const AS_CONSTANT = "take the value from a constant or from pulumi.Config";

/** Why an object cannot be carried over, and what to do instead; undefined when it may be. */
export function refusalOf(value: object): Reason | undefined {
  const entry = knownAs(value);
  if (entry !== undefined) return "why" in entry ? [`which ${entry.why}`, entry.remedy] : undefined;
  // An Output is a Proxy too.
  if (pulumi.Output.isInstance(value))
    return ["an Output, whose value is known only after the deployment", AS_CONSTANT];
  if (types.isProxy(value))
    return ["a Proxy, whose traps cannot be read", "capture what it stands for"];
  if (pulumi.Resource.isInstance(value))
    return ["a resource, which is there only while the program runs", AS_CONSTANT];
  if (value instanceof pulumi.Config)
    return ["a pulumi.Config, which Lambda does not have", "read the value outside the callback"];
  if (pulumi.asset.Asset.isInstance(value) || pulumi.asset.Archive.isInstance(value))
    return ["an asset, which is there only while the program runs", "capture its content"];
  if (isClient(value))
    return ["a client of a service", "callbacks are pure: leave calls to the sinks"];
  return refusalOfState(value);
}

function refusalOfState(value: object): Reason | undefined {
  if (types.isPromise(value)) return ["a promise", "await it outside, and capture what it gives"];
  if (types.isWeakMap(value)) return ["a WeakMap, whose entries cannot be read", "use a Map"];
  if (types.isWeakSet(value)) return ["a WeakSet, whose items cannot be read", "use a Set"];
  if (value instanceof WeakRef) return ["a WeakRef", "capture what it refers to"];
  if (types.isGeneratorObject(value))
    return ["a generator that is under way", "capture an array of what it gives"];
  if (types.isMapIterator(value) || types.isSetIterator(value))
    return ["an iterator that is under way", "capture an array of what it gives"];
  if (types.isSharedArrayBuffer(value)) return ["shared memory", "capture a copy"];
  if (types.isModuleNamespaceObject(value))
    return ["a module's namespace", "capture the parts that the callback uses"];
  if (types.isArgumentsObject(value)) return ["an arguments object", "capture an array"];
  if (types.isExternal(value) || types.isKeyObject(value) || types.isCryptoKey(value))
    return ["a handle of this process", OUTSIDE];
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag.startsWith("Intl."))
    return [`an ${tag}, whose state cannot be read`, "make it inside the callback"];
  return undefined;
}

/** An SDK's client, by what all of them have: it holds sockets and credentials. */
function isClient(value: object): boolean {
  const own = (name: string) => Object.getOwnPropertyDescriptor(value, name)?.value as unknown;
  return typeof own("middlewareStack") === "object" && typeof own("config") === "object";
}

/** Why a text cannot be right: an Output that was put into it says this instead of its value. */
export function refusalOfText(text: string): Reason | undefined {
  return /Calling \[to(String|JSON)\] on an \[Output<T>\]/.test(text)
    ? ["a text made of an Output, whose value is known only after the deployment", AS_CONSTANT]
    : undefined;
}
