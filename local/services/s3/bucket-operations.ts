import { AwsError } from "../../gateway/service";
import type { Operation } from "../../gateway/service";
import type { Buckets } from "./storage/buckets";
import { onBucket } from "./permissions";

interface BucketInput {
  readonly Bucket: string;
}

interface CreateInput extends BucketInput {
  readonly CreateBucketConfiguration?: { readonly LocationConstraint?: string };
}

/** CreateBucket, DeleteBucket, HeadBucket, ListBuckets, GetBucketLocation and GetBucketAcl. */
export function bucketOperations(
  buckets: Buckets,
  region: string,
  accountId: string,
): Record<string, Operation> {
  const owner = { ID: accountId.padEnd(64, "0"), DisplayName: "local" };
  return {
    CreateBucket: {
      run({ Bucket, CreateBucketConfiguration }: CreateInput) {
        const wanted = CreateBucketConfiguration?.LocationConstraint;
        if (wanted !== undefined && wanted !== region) {
          throw new AwsError(
            "IllegalLocationConstraintException",
            `The ${wanted} location constraint is incompatible for the region ${region}.`,
          );
        }
        // us-east-1 answers the owner's second creation with success; other regions refuse it.
        if (buckets.find(Bucket) && region !== "us-east-1") {
          const message = "Your previous request to create the named bucket succeeded.";
          throw new AwsError("BucketAlreadyOwnedByYou", message, 409, { BucketName: Bucket });
        }
        if (!buckets.find(Bucket)) buckets.create(Bucket);
        return { Location: `/${Bucket}`, BucketArn: `arn:aws:s3:::${Bucket}` };
      },
      permissions: onBucket("CreateBucket"),
    },
    DeleteBucket: {
      run({ Bucket }: BucketInput) {
        buckets.remove(Bucket);
        return {};
      },
      permissions: onBucket("DeleteBucket"),
    },
    HeadBucket: {
      run: ({ Bucket }: BucketInput) => ({
        BucketArn: `arn:aws:s3:::${buckets.get(Bucket).name}`,
        BucketRegion: region,
      }),
      permissions: onBucket("ListBucket"),
    },
    ListBuckets: {
      run: ({ Prefix = "" }: { Prefix?: string }) => ({
        Buckets: buckets
          .all()
          .filter(({ name }) => name.startsWith(Prefix))
          .map(({ name, created }) => ({
            Name: name,
            CreationDate: created,
            BucketRegion: region,
            BucketArn: `arn:aws:s3:::${name}`,
          })),
        Owner: owner,
        ...(Prefix !== "" && { Prefix }),
      }),
      permissions: () => [["s3:ListAllMyBuckets", "*"]],
    },
    GetBucketLocation: {
      run({ Bucket }: BucketInput) {
        buckets.get(Bucket);
        return { LocationConstraint: region === "us-east-1" ? "" : region };
      },
      permissions: onBucket("GetBucketLocation"),
    },
    GetBucketAcl: {
      run({ Bucket }: BucketInput) {
        buckets.get(Bucket);
        return { Owner: owner, Grants: [{ Grantee: owner, Permission: "FULL_CONTROL" }] };
      },
      permissions: onBucket("GetBucketAcl"),
    },
  };
}
