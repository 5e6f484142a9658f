import { AwsError } from "../../../gateway/service";
import type { Operations } from "../../../gateway/service";
import { onBucket } from "../permissions";
import type { Buckets } from "../storage/buckets";

/** The policy is kept as its JSON text. Locally it is not enforced: the gateway is plain HTTP. */
export function policyOperations(buckets: Buckets): Operations<"s3"> {
  const policyOf = (BucketName: string): string => {
    const { policy } = buckets.get(BucketName);
    if (policy !== undefined) return policy;
    const message = "The bucket policy does not exist";
    throw new AwsError("NoSuchBucketPolicy", message, 404, { BucketName });
  };
  return {
    PutBucketPolicy: {
      permissions: onBucket("PutBucketPolicy"),
      run({ Bucket, Policy }) {
        const bucket = buckets.get(Bucket);
        checkPolicy(Policy);
        bucket.policy = Policy;
        return {};
      },
    },
    GetBucketPolicy: {
      permissions: onBucket("GetBucketPolicy"),
      run: ({ Bucket }) => ({ Policy: policyOf(Bucket) }),
    },
    DeleteBucketPolicy: {
      permissions: onBucket("DeleteBucketPolicy"),
      run({ Bucket }) {
        delete buckets.get(Bucket).policy;
        return {};
      },
    },
    GetBucketPolicyStatus: {
      permissions: onBucket("GetBucketPolicyStatus"),
      run: ({ Bucket }) => ({ PolicyStatus: { IsPublic: isPublic(policyOf(Bucket)) } }),
    },
  };
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

function statementsOf(policy: string): readonly Statement[] {
  const { Statement } = JSON.parse(policy) as { Statement?: Statement | readonly Statement[] };
  return Statement === undefined ? [] : [Statement].flat();
}

const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Throws MalformedPolicy for what is no JSON, or no policy with a statement. */
function checkPolicy(policy: string): void {
  const malformed = new AwsError(
    "MalformedPolicy",
    "Policies must be valid JSON with at least one statement",
  );
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch {
    throw malformed;
  }
  if (!isObject(document)) throw malformed;
  const statements = statementsOf(policy);
  if (statements.length === 0 || !statements.every(isObject)) throw malformed;
}

function isPublic(policy: string): boolean {
  return statementsOf(policy).some(
    ({ Effect, Principal, Condition }) =>
      Effect === "Allow" &&
      Condition === undefined &&
      /^("\*"|\{"AWS":(\["\*"\]|"\*")\})$/.test(JSON.stringify(Principal ?? "")),
  );
}
