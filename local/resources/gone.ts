import { AwsError } from "../gateway/service";

/** Services that say so by the text of an error that can mean something else. */
const byText: Readonly<Record<string, RegExp>> = {
  InvalidRequestException: /is not found|does not exist/,
  KMSInvalidStateException: /pending deletion/,
};

/** Whether AWS says by an error that what was asked for is not there. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof AwsError)) return false;
  return (
    /NotFound|^NoSuch|DoesNotExist$/.test(error.code) ||
    byText[error.code]?.test(error.message) === true
  );
}

/** The answer, or undefined when the resource is gone. */
export async function unlessGone<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
