import { AwsError } from "../../../gateway/service";
import { QueryFault } from "../faults";

/** What Hive says of DDL that fails. */
export const hiveFault = (message: string): QueryFault =>
  new QueryFault(
    "FAILED",
    "Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. " + message,
  );

/** Runs a call whose error of one code means something of its own. */
export async function unless<Result>(
  code: string,
  run: () => Promise<Result>,
  otherwise: () => Result,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AwsError && error.code === code) return otherwise();
    throw error;
  }
}
