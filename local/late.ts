/** Stands for an object that may be replaced by a later one: each access goes to the one of that moment. */
export function late<T extends object>(current: () => T): T {
  const stand: Partial<T> = {};
  return new Proxy(stand, {
    get(_stand, key) {
      const target = current();
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
    has: (_stand, key) => Reflect.has(current(), key),
  }) as T;
}
