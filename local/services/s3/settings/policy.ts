import { AwsError } from "../../../gateway/service";
import type { Operation } from "../../../gateway/service";
import { onBucket } from "../permissions";
import type { Buckets } from "../storage/buckets";

interface BucketInput {
  readonly Bucket: string;
}

/** The policy is kept as its JSON text. Locally it is not enforced: the gateway is plain HTTP. */
export function policyOperations(buckets: Buckets): Record<string, Operation> {
  const policyOf = (name: string): string => {
    const policy = buckets.get(name).configurations.get("policy") as string | undefined;
    if (policy !== undefined) return policy;
    throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404, {
      BucketName: name,
    });
  };
  return {
    PutBucketPolicy: {
      run({ Bucket, Policy }: { Bucket: string; Policy: string }) {
        const bucket = buckets.get(Bucket);
        checkPolicy(Policy);
        bucket.configurations.set("policy", Policy);
        return {};
      },
      permissions: onBucket("PutBucketPolicy"),
    },
    GetBucketPolicy: {
      run: ({ Bucket }: BucketInput) => ({ Policy: policyOf(Bucket) }),
      permissions: onBucket("GetBucketPolicy"),
    },
    DeleteBucketPolicy: {
      run({ Bucket }: BucketInput) {
        buckets.get(Bucket).configurations.delete("policy");
        return {};
      },
      permissions: onBucket("DeleteBucketPolicy"),
    },
    GetBucketPolicyStatus: {
      run: ({ Bucket }: BucketInput) => ({
        PolicyStatus: { IsPublic: isPublic(policyOf(Bucket)) },
      }),
      permissions: onBucket("GetBucketPolicyStatus"),
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
