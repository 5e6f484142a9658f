import { AwsError } from "../../../gateway/service";
import type { Operations } from "../../../gateway/service";
import { globMatches } from "../../patterns";
import { readPolicy } from "../../policy/read";
import { PolicyFault } from "../../policy/statement";
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
        checkPolicy(Policy, Bucket);
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

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html */
const MOST_BYTES = 20 * 1024;

/** Throws MalformedPolicy for what is no policy of this bucket's. */
function checkPolicy(policy: string, bucket: string): void {
  if (Buffer.byteLength(policy) > MOST_BYTES) {
    throw malformed("Policy exceeds the maximum allowed document size.");
  }
  for (const { actions, resources } of read(policy)) {
    if (!actions.every((action) => /^(s3:|\*$)/i.test(action))) {
      throw malformed("Policy has invalid action");
    }
    if (!resources.every((resource) => isOf(resource, bucket))) {
      throw malformed("Policy has invalid resource");
    }
  }
}

function read(policy: string) {
  try {
    return readPolicy(policy, "resource");
  } catch (fault) {
    throw fault instanceof PolicyFault ? malformed(fault.message) : fault;
  }
}

const malformed = (message: string): AwsError => new AwsError("MalformedPolicy", message, 400);

/** The bucket itself, what is in it, or a pattern that both could match. */
function isOf(resource: string, bucket: string): boolean {
  if (resource === "*") return true;
  const name = /^arn:[\w-]+:s3:::(.*)$/.exec(resource)?.[1]?.split("/")[0];
  return name !== undefined && globMatches(name, bucket);
}

function isPublic(policy: string): boolean {
  return statementsOf(policy).some(
    ({ Effect, Principal, Condition }) =>
      Effect === "Allow" &&
      Condition === undefined &&
      /^("\*"|\{"AWS":(\["\*"\]|"\*")\})$/.test(JSON.stringify(Principal ?? "")),
  );
}
