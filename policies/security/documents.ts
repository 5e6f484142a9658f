import { readDocument } from "../iam/read";
import type { Reading, Statement } from "../iam/statement";
import type { Properties } from "../rule/properties";
import { whenKnown } from "../rule/properties";
import type { StackResource } from "../rule/resource";

/** A policy document of a resource, and the property that holds it. */
export interface PolicyDocument extends Reading {
  readonly property: string;
}

/** What an identity may do: the properties that hold its document. */
const identityDocuments: Readonly<Record<string, readonly string[]>> = {
  "aws:iam/groupPolicy:GroupPolicy": ["policy"],
  "aws:iam/policy:Policy": ["policy"],
  "aws:iam/role:Role": ["inlinePolicies.policy"],
  "aws:iam/rolePolicy:RolePolicy": ["policy"],
  "aws:iam/userPolicy:UserPolicy": ["policy"],
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": ["inlinePolicy"],
};

/** Who may use a resource: the properties that hold its document. */
const resourceDocuments: Readonly<Record<string, readonly string[]>> = {
  "aws:backup/vaultPolicy:VaultPolicy": ["policy"],
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": ["policy"],
  "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": ["accessPolicy"],
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": ["policyDocument"],
  "aws:dynamodb/resourcePolicy:ResourcePolicy": ["policy"],
  "aws:ecr/registryPolicy:RegistryPolicy": ["policy"],
  "aws:ecr/repositoryPolicy:RepositoryPolicy": ["policy"],
  "aws:glue/resourcePolicy:ResourcePolicy": ["policy"],
  "aws:iam/role:Role": ["assumeRolePolicy"],
  "aws:kinesis/resourcePolicy:ResourcePolicy": ["policy"],
  "aws:kms/externalKey:ExternalKey": ["policy"],
  "aws:kms/key:Key": ["policy"],
  "aws:kms/keyPolicy:KeyPolicy": ["policy"],
  "aws:kms/replicaKey:ReplicaKey": ["policy"],
  "aws:opensearch/domain:Domain": ["accessPolicies"],
  "aws:opensearch/domainPolicy:DomainPolicy": ["accessPolicies"],
  "aws:redshift/resourcePolicy:ResourcePolicy": ["policy"],
  "aws:redshiftserverless/resourcePolicy:ResourcePolicy": ["policy"],
  "aws:s3/accessPoint:AccessPoint": ["policy"],
  "aws:s3/bucket:Bucket": ["policy"],
  "aws:s3/bucketPolicy:BucketPolicy": ["policy"],
  "aws:s3/bucketV2:BucketV2": ["policy"],
  "aws:s3control/accessPointPolicy:AccessPointPolicy": ["policy"],
  "aws:s3control/bucketPolicy:BucketPolicy": ["policy"],
  "aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy": ["details.policy"],
  "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy": ["policy"],
  "aws:s3tables/tableBucketPolicy:TableBucketPolicy": ["resourcePolicy"],
  "aws:s3tables/tablePolicy:TablePolicy": ["resourcePolicy"],
  "aws:secretsmanager/secret:Secret": ["policy"],
  "aws:secretsmanager/secretPolicy:SecretPolicy": ["policy"],
  "aws:sns/topic:Topic": ["policy"],
  "aws:sns/topicPolicy:TopicPolicy": ["policy"],
  "aws:sqs/queue:Queue": ["policy"],
  "aws:sqs/queuePolicy:QueuePolicy": ["policy"],
};

export const identityTypes = Object.keys(identityDocuments);
export const documentTypes = [...new Set([...identityTypes, ...Object.keys(resourceDocuments)])];

/** Every value at a path, through lists; those that the preview cannot know are left out. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    return list.flatMap((_, index) =>
      valuesAt(
        whenKnown(() => list[index]),
        path,
      ),
    );
  }
  const [step, ...rest] = path;
  if (step === undefined)
    return value === undefined || value === null || value === "" ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return valuesAt(
    whenKnown(() => (value as Properties)[step]),
    rest,
  );
}

function documentsIn(
  table: Readonly<Record<string, readonly string[]>>,
  { type, props }: StackResource,
): readonly PolicyDocument[] {
  return (table[type] ?? []).flatMap((property) =>
    valuesAt(props, property.split(".")).map((value) => ({ property, ...readDocument(value) })),
  );
}

/** The documents that AWS reads as policies in a resource. */
export function documentsOf(resource: StackResource): readonly PolicyDocument[] {
  return [...documentsIn(identityDocuments, resource), ...documentsIn(resourceDocuments, resource)];
}

/** What an identity is allowed. */
export function allowedBy(resource: StackResource): readonly Statement[] {
  return documentsIn(identityDocuments, resource)
    .flatMap(({ statements }) => statements)
    .filter(({ allows }) => allows);
}

/** A resource's policy for its own use: who may do what. */
export function statementsFor(resource: StackResource): readonly Statement[] {
  return documentsIn(resourceDocuments, resource).flatMap(({ statements }) => statements);
}

const deepest = 8;

function looksLikePolicy(value: unknown): boolean {
  if (typeof value === "string") return /^\s*["{]/.test(value) && /statement/i.test(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.keys(value).some((key) => key.toLowerCase() === "statement");
}

/** Every statement anywhere in a value, whatever the property that holds its document. */
export function statementsWithin(value: unknown, depth = 0): readonly Statement[] {
  if (looksLikePolicy(value)) return readDocument(value).statements;
  if (typeof value !== "object" || value === null || depth > deepest) return [];
  return Object.keys(value).flatMap((key) =>
    statementsWithin(
      whenKnown(() => (value as Properties)[key]),
      depth + 1,
    ),
  );
}
