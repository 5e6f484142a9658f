const compiled = new Map<string, RegExp>();

/** Bounds the cache: policies are few, but nothing here should grow with traffic. */
const CACHE_LIMIT = 5_000;

/** IAM's glob: `*` is any run of characters, `?` is any one. */
export function matches(pattern: string, value: string, ignoreCase = false): boolean {
  if (pattern === "*") return true;
  const key = (ignoreCase ? "i:" : "c:") + pattern;
  let expression = compiled.get(key);
  if (expression === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[^]*")
      .replaceAll("?", "[^]");
    expression = new RegExp(`^${source}$`, ignoreCase ? "i" : "");
    if (compiled.size >= CACHE_LIMIT) compiled.clear();
    compiled.set(key, expression);
  }
  return expression.test(value);
}
