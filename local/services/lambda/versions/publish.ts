import { invalid } from "../function";
import type { LambdaFunction } from "../lambda-function";

/** What a version has beside its description: nothing else is published twice. */
function contentsOf({ settings, code }: LambdaFunction): string {
  const layers = code.layers.map(({ arn }) => arn);
  return JSON.stringify([{ ...settings, Description: "" }, code.archive.sha256, layers]);
}

/**
 * A new version of a function as it is, or the last one where nothing has changed since. Throws
 * InvalidParameterValueException where its code is another than `sha256`.
 */
export function publish(
  subject: LambdaFunction,
  description?: string,
  sha256 = subject.code.archive.sha256,
): LambdaFunction {
  const now = subject.code.archive.sha256;
  if (sha256 !== now) {
    throw invalid(
      `CodeSHA256 (${sha256}) is different from current CodeSHA256 in $LATEST (${now}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  const last = [...subject.family.versions.values()].at(-1);
  if (last !== undefined && contentsOf(last) === contentsOf(subject)) return last;
  return subject.publish(description);
}
