import type { BucketLocationConstraint } from "@aws-sdk/client-s3";
import { AwsError } from "../../gateway/service";
import type { Operations } from "../../gateway/service";
import type { Buckets } from "./storage/buckets";
import { onBucket } from "./permissions";

/** CreateBucket, DeleteBucket, HeadBucket, ListBuckets, GetBucketLocation and GetBucketAcl. */
export function bucketOperations(
  buckets: Buckets,
  region: string,
  accountId: string,
): Operations<"s3"> {
  // Any region may be simulated; us-east-1's location is empty.
  const LocationConstraint = (region === "us-east-1" ? "" : region) as BucketLocationConstraint;
  const owner = { ID: accountId.padEnd(64, "0"), DisplayName: "local" };
  return {
    CreateBucket: {
      run({ Bucket, CreateBucketConfiguration }) {
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
      run({ Bucket }) {
        buckets.remove(Bucket);
        return {};
      },
      permissions: onBucket("DeleteBucket"),
    },
    HeadBucket: {
      run: ({ Bucket }) => ({
        BucketArn: `arn:aws:s3:::${buckets.get(Bucket).name}`,
        BucketRegion: region,
      }),
      permissions: onBucket("ListBucket"),
    },
    ListBuckets: {
      run: ({ Prefix = "" }) => ({
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
      run({ Bucket }) {
        buckets.get(Bucket);
        return { LocationConstraint };
      },
      permissions: onBucket("GetBucketLocation"),
    },
    GetBucketAcl: {
      run({ Bucket }) {
        buckets.get(Bucket);
        const Grantee = { ...owner, Type: "CanonicalUser" } as const;
        return { Owner: owner, Grants: [{ Grantee, Permission: "FULL_CONTROL" }] };
      },
      permissions: onBucket("GetBucketAcl"),
    },
  };
}
