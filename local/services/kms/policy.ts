import { AwsError, type Principal } from "../../gateway/service";
import { globMatches } from "../patterns";
import { readPolicy } from "../policy/read";
import { PolicyFault, type Statement } from "../policy/statement";

/**
 * Throws for a key policy that KMS does not take: one that is none, or one that would lock its maker out.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
export function checkKeyPolicy(
  policy: string,
  accountId: string,
  principal: Principal,
  bypass = false,
): void {
  if (Buffer.byteLength(policy) > 32_768) {
    throw new AwsError("LimitExceededException", "The key policy is longer than 32768 bytes.");
  }
  const statements = read(policy);
  if (bypass) return;
  const caller = principal.kind === "user" ? [principal.userArn] : [];
  const role = principal.kind === "role" ? [principal.roleArn] : [];
  const names = ["*", accountId, `arn:aws:iam::${accountId}:root`, ...caller, ...role];
  if (statements.some((statement) => lets(statement, names))) return;
  throw new AwsError(
    "MalformedPolicyDocumentException",
    "The new key policy will not allow you to update the key policy in the future.",
  );
}

function read(policy: string): readonly Statement[] {
  try {
    return readPolicy(policy, "resource");
  } catch (fault) {
    if (!(fault instanceof PolicyFault)) throw fault;
    throw new AwsError("MalformedPolicyDocumentException", fault.message);
  }
}

/** Whether a statement lets one of these change the policy again. */
function lets({ effect, actions, principals }: Statement, names: readonly string[]): boolean {
  const covered = actions.some((action) =>
    globMatches(action, "kms:PutKeyPolicy", { ignoreCase: true }),
  );
  return effect === "Allow" && covered && principals.some((name) => names.includes(name));
}
