import { conditions, made } from "../patterns/conditions";
import { LOGS } from "../patterns/dialects";
import { jsonPattern } from "./json-pattern";

export type Matcher = (message: string) => boolean;

/**
 * A filter pattern as a test of messages: terms that must all be there, quoted phrases, `?either
 * ?or`, `-without`, `%regular expression%`, and `{ $.selector = value }` for JSON.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matcherOf(pattern: string | undefined): Matcher {
  const text = (pattern ?? "").trim();
  if (text === "") return () => true;
  if (text.startsWith("{")) return jsonMatcher(text);
  if (text.startsWith("[")) {
    throw LOGS.refuse("space-delimited patterns are not supported by the local cloud");
  }
  return termMatcher(text);
}

function jsonMatcher(text: string): Matcher {
  const test = jsonPattern(text);
  return (message) => {
    if (!message.trimStart().startsWith("{")) return false;
    let value: unknown;
    try {
      value = JSON.parse(message);
    } catch {
      return false;
    }
    return test(value);
  };
}

function containing(term: string): Matcher {
  if (/^%.*%$/.test(term)) {
    return made(conditions.regex, term.slice(1, -1), LOGS.refuse);
  }
  const plain = /^"[^]*"$/.test(term) ? term.slice(1, -1).replaceAll('\\"', '"') : term;
  return (message) => message.includes(plain);
}

function termMatcher(text: string): Matcher {
  const terms = text.match(/[-?]?(?:"(?:\\.|[^"\\])*"|%[^%]+%|[^\s"]+)/g) ?? [];
  if (terms.join("").replace(/\s/g, "") !== text.replace(/\s/g, "")) {
    throw LOGS.refuse(`unbalanced quotes in ${text}`);
  }
  const after = (sign: string): Matcher[] =>
    terms.filter((term) => term.startsWith(sign)).map((term) => containing(term.slice(1)));
  const [optional, excluded] = [after("?"), after("-")];
  const required = terms.filter((term) => !/^[-?]/.test(term)).map(containing);
  return (message) =>
    required.every((has) => has(message)) &&
    !excluded.some((has) => has(message)) &&
    (optional.length === 0 || required.length > 0 || optional.some((has) => has(message)));
}
