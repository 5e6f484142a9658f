import type { Time } from "../../../clock";
import type { Faults } from "../../../gateway/faults";
import type { execute } from "./execution";

/**
 * Runs invocations with the faults that were asked for. A delay does not count towards the function's timeout.
 * Source: https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html (AWS Lambda actions)
 */
export function faulty(
  run: typeof execute,
  faults: Pick<Faults, "invocation">,
  time: Time,
): typeof execute {
  return async (target, payload, requestId, clientContext) => {
    const { delayMs = 0, error } = faults.invocation(target.subject.arn);
    if (delayMs > 0) await new Promise<void>((resolve) => time.after(delayMs, resolve));
    const ran =
      error === "before" ? undefined : await run(target, payload, requestId, clientContext);
    if (error === undefined && ran !== undefined) return ran;
    const errorMessage = `RequestId: ${requestId} Error: failed by aws:lambda:invocation-error`;
    return {
      requestId,
      statusCode: 200,
      executedVersion: ran?.executedVersion ?? target.subject.version,
      functionError: "Unhandled",
      payload: JSON.stringify({ errorType: "FaultInjected", errorMessage }),
      logTail: ran?.logTail ?? "",
    };
  };
}
