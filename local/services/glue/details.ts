import { AwsError } from "../../gateway/service";

/** What a batch tells of one of its items; undefined where all is well. */
export function detailOf(
  run: () => void,
): { readonly ErrorCode: string; readonly ErrorMessage: string } | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { ErrorCode: error.code, ErrorMessage: error.message };
  }
}
