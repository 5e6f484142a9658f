import { AwsError } from "./service";
import type { Signature } from "./signature";

/** Services that stand in no region: clients sign for the one that the whole partition has for them. */
const everywhere = new Set(["budgets", "iam", "sts"]);

/**
 * Refuses a request that is signed for another region than this cloud's. On AWS its client would ask
 * another endpoint, which has nothing of what is here: a program with the wrong region must not work
 * locally and find nothing there. S3 says which region is right, as on AWS, and clients that follow
 * redirects come back. Source:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
export function checkRegion(signature: Signature | undefined, here: string, isForm: boolean): void {
  const { region = here, service } = signature ?? {};
  if (region === here || service === undefined || everywhere.has(service)) return;
  const remedy =
    `This local cloud stands in ${here}: set AWS_REGION=${here}, ` +
    `or start it in the other one with --region ${region}.`;
  if (service === "s3") {
    const wrong = `the region '${region}' is wrong; expecting '${here}'`;
    const message = `The authorization header is malformed; ${wrong}. ${remedy}`;
    throw new AwsError("AuthorizationHeaderMalformed", message, 400, { Region: here });
  }
  const message = `Credential should be scoped to a valid region, not '${region}'. ${remedy}`;
  throw new AwsError(isForm ? "SignatureDoesNotMatch" : "InvalidSignatureException", message, 403);
}
