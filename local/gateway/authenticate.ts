import { AwsError, type Principal } from "./service";
import { isSignedWith, type SignedRequest } from "./sigv4";
import type { Signature } from "./signature";

/** What is known of access keys. */
export interface KeyRing {
  /** Whose key it is; undefined for one that is not known, "invalid" for one that has ended. */
  signing(
    accessKeyId: string,
  ): { readonly principal: Principal; readonly secret: string } | "invalid" | undefined;
  used(accessKeyId: string, service: string, region: string): void;
}

/** A request's signature, and the request as it was signed. */
export interface Signed {
  readonly signature: Signature | undefined;
  readonly request: SignedRequest;
}

/**
 * Who makes a request. Keys that were made here act as their user or role, and their signature is checked;
 * any other key may do everything. Errors as the services give them:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
export function authenticate(
  keys: KeyRing,
  { signature, request }: Signed,
  isForm: boolean,
): Principal {
  const { accessKeyId = "", service = "", region = "" } = signature ?? {};
  const key = keys.signing(accessKeyId);
  if (key === undefined) return { kind: "root" };
  if (key === "invalid") throw invalidToken(service, isForm);
  // Signatures of other versions than 4 are taken: nothing here can check them.
  if (isSignedWith(key.secret, request) === false) throw mismatch(service, isForm);
  keys.used(accessKeyId, service, region);
  return key.principal;
}

function invalidToken(service: string, isForm: boolean): AwsError {
  if (service === "s3") {
    const message = "The AWS Access Key Id you provided does not exist in our records.";
    return new AwsError("InvalidAccessKeyId", message, 403);
  }
  const code = isForm ? "InvalidClientTokenId" : "UnrecognizedClientException";
  const message = "The security token included in the request is invalid.";
  return new AwsError(code, message, isForm ? 403 : 400);
}

function mismatch(service: string, isForm: boolean): AwsError {
  const message =
    "The request signature we calculated does not match the signature you provided. " +
    "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
  const code = isForm || service === "s3" ? "SignatureDoesNotMatch" : "InvalidSignatureException";
  return new AwsError(code, message, 403);
}
