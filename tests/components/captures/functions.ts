/* eslint-disable @typescript-eslint/unbound-method, @typescript-eslint/no-extraneous-class -- captured as they are */
"use strict";
import type { Cases } from "./cases";

class Mapper {
  static readonly made = new Map<string, number>();
  static label = "mapper";
  static of(prefix: string) {
    return new Mapper(prefix);
  }
  constructor(readonly prefix: string) {}
  map(user: string) {
    return this.prefix + user;
  }
  get twice() {
    return this.prefix + this.prefix;
  }
  readonly plain = (user: string) => `>${user}`;
}
class Loud extends Mapper {
  override map(user: string) {
    return super.map(user).toUpperCase();
  }
  static override of(prefix: string) {
    return super.of(`${prefix}!`);
  }
  get [Symbol.toStringTag]() {
    return "Loud";
  }
}
class Vault {
  #secret = 7;
  read() {
    return this.#secret;
  }
  has(other: object) {
    return #secret in other;
  }
}
class Tags extends Set<string> {
  get first() {
    return [...this][0];
  }
}
class BadOrder extends Error {
  override name = "BadOrder";
  constructor(readonly code: number) {
    super(`code ${code}`);
  }
}
Mapper.made.set("x", 1);
const mapper = new Mapper("p-");
const loud = new Loud("l-");
const tags = new Tags(["a", "b"]);
const bad = new BadOrder(4);
class Patched {
  greet() {
    return "text";
  }
  get both() {
    return 1;
  }
  set both(_: number) {
    this.greet();
  }
  [Symbol.toPrimitive]() {
    return "primitive";
  }
}
Patched.prototype.greet = () => "patched";
Object.defineProperty(Patched.prototype, "both", { get: () => 2 });
const patched = new Patched();
const bound = mapper.map.bind(mapper);
const three = (a: number, b: number, c: number) => [a, b, c];
const twiceBound = three.bind(null, 1).bind(undefined, 2);
const most = Math.max.bind(null, 3);
const isArray = Array.isArray;
const hasOwn = Object.prototype.hasOwnProperty;
const counted = Object.assign((n: number) => n + counted.step, { step: 2 });
const legacy = function Legacy(this: { n: number }, n: number) {
  this.n = n;
} as unknown as new (n: number) => { n: number; next(): number };
Object.assign(legacy.prototype as object, {
  next(this: { n: number }) {
    return this.n + 1;
  },
});
const old = new legacy(1);
const odd = (n: number): boolean => (n === 0 ? false : even(n - 1));
const even = (n: number): boolean => (n === 0 ? true : odd(n - 1));
function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
function* upTo(n: number) {
  for (let i = 1; i <= n; i += 1) yield i;
}
const iterable = {
  *[Symbol.iterator]() {
    yield 1;
    yield* [2, 3];
  },
};
const computed = "na" + "me";
const methods = {
  [computed]: () => 1,
  "with blank"() {
    return 2;
  },
  async later() {
    return Promise.resolve(3);
  },
  42() {
    return 4;
  },
};
const pipeline =
  (...steps: ((n: number) => number)[]) =>
  (n: number) =>
    steps.reduce((value, step) => step(value), n);
const plusOneTwice = pipeline(
  (n) => n + 1,
  (n) => n * 2,
);
const defaults = ({ a = mapper.prefix, ...rest }: { a?: string; b?: number } = {}) => [a, rest];
const unbound = { map: mapper.map };
const nested = { deep: { list: [{ map: (n: number) => n * 3 }] } };
const lookup = (name: string) => ({ mapper, loud })[name as "loud"];

/** Functions and classes, and what a callback gets from them. */
export const functions: Cases = {
  "an instance with a method, a getter and arrows": () => [
    mapper.map("a"),
    mapper.twice,
    mapper.plain("c"),
    mapper instanceof Mapper,
    mapper.constructor === Mapper,
    Object.keys(mapper),
  ],
  "a subclass with super": () => [
    loud.map("a"),
    loud instanceof Mapper,
    Object.prototype.toString.call(loud),
  ],
  "static members": () => [Mapper.label, Mapper.made.get("x"), Loud.label, Loud.of("z").prefix],
  "a class that is instantiated in the callback": () => [
    new Loud("n").map("a"),
    Mapper.of("q").prefix,
  ],
  "a class with a private field, instantiated in the callback": () => [
    new Vault().read(),
    new Vault().has(new Vault()),
    new Vault().has({}),
  ],
  "a subclass of a built-in": () => [tags.first, tags.has("b"), tags instanceof Set, tags.size],
  "a subclass of Error": () => {
    const name = (() => {
      try {
        throw new BadOrder(5);
      } catch (thrown) {
        return String(thrown);
      }
    })();
    return [bad.code, bad instanceof BadOrder, String(bad), name];
  },
  "a class that was changed after its definition": () => [
    patched.greet(),
    patched.both,
    Reflect.apply(Reflect.get(patched, Symbol.toPrimitive), patched, []),
  ],
  "a bound method": () => [bound("a"), bound.length],
  "a function bound twice": () => twiceBound(3),
  "a bound function of the engine": () => [most(1, 2), most(9)],
  "functions of the engine": () => [isArray([]), hasOwn.call({ a: 1 }, "a")],
  "a function with properties": () => [counted(1), counted.step],
  "a constructor function": () => [old.next(), new legacy(5).next(), old instanceof legacy],
  "functions that call each other": () => [even(10), odd(10)],
  "a function that calls itself": () => [factorial(10)],
  "a generator function": () => [[...upTo(3)]],
  "an iterable": () => [[...iterable]],
  "methods with every kind of name": () => [
    (methods as unknown as Record<string, () => number>)["name"]?.(),
    methods["with blank"](),
    methods[42](),
  ],
  "closures in closures": () => [plusOneTwice(1)],
  "defaults and rest": () => [defaults(), defaults({ a: "x", b: 2 })],
  "a method without its object": () => {
    try {
      return unbound.map.call(undefined as never, "a");
    } catch (thrown) {
      return [thrown instanceof TypeError];
    }
  },
  "a function deep in data": () => [nested.deep.list[0]?.map(2)],
  "objects that are reached by a computed name": () => [lookup("loud").map("a")],
  "the names of functions and classes": () => [
    bound.name,
    factorial.name,
    odd.name,
    Mapper.name,
    new BadOrder(1).constructor.name,
    mapper.map.name,
    (() => {
      const inner = () => 1;
      class Inner {}
      return [inner.name, Inner.name, new Inner().constructor.name];
    })(),
    counted.length,
  ],
  "this where there is none": function (this: unknown) {
    return [typeof this];
  },
};
