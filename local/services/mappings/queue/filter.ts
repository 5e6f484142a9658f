import type { Test } from "../../patterns/conditions";
import { LAMBDA } from "../../patterns/dialects";
import { eventPattern } from "../../patterns/events";

/** Tells whether a message, by its body, goes to the function. */
export type BodyFilter = (body: string) => boolean;

interface Rule {
  readonly matches: Test;
  /** What the pattern wants of a body: text, or JSON. */
  readonly wants: "text" | "json";
}

function ruleOf(text: string): Rule {
  const matches = eventPattern(text, LAMBDA);
  const { body, ...others } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const [other] = Object.keys(others);
  if (body === undefined || other !== undefined) {
    throw LAMBDA.refuse("Amazon SQS event source mappings only support filtering on the body key.");
  }
  return { matches, wants: Array.isArray(body) ? "text" : "json" };
}

/**
 * Compiles filter patterns, of which a message must meet one. Undefined without patterns. A pattern of text
 * drops what is JSON, and one of JSON what is none. Throws an AwsError for a pattern that AWS would refuse.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
 */
export function compileBodyFilter(patterns: readonly string[]): BodyFilter | undefined {
  if (patterns.length === 0) return undefined;
  const rules = patterns.map(ruleOf);
  return (text) => {
    const json = parsed(text);
    return rules.some(({ matches, wants }) => {
      if ((wants === "json") !== (json !== undefined)) return false;
      return matches({ body: wants === "json" ? json : text });
    });
  };
}

/** Text that is an object or a list in JSON; a number or a word alone is plain text. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
