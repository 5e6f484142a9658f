import { randomUUID } from "node:crypto";
import type { Namespace, Workgroup } from "@aws-sdk/client-redshift-serverless";
import type { InputOf } from "../../../gateway/model/apis";
import { AwsError } from "../../../gateway/service";
import type { Operations } from "../../../gateway/service";
import { createSecret, deleteSecret } from "../collection";
import type { Collection, Scope } from "../collection";

export function namespaceOperations(
  scope: Scope,
  namespaces: Collection<Namespace>,
  workgroups: Collection<Workgroup>,
): Operations<"redshift-serverless"> {
  return {
    CreateNamespace: {
      async run(input) {
        namespaces.checkNew(input.namespaceName);
        const shape = await newNamespace(input, scope);
        const { namespaceArn: arn = "" } = shape;
        return { namespace: namespaces.add(input.namespaceName, arn, shape, input.tags).shape };
      },
    },
    GetNamespace: { run: (input) => ({ namespace: namespaces.find(input.namespaceName).shape }) },
    ListNamespaces: { run: () => ({ namespaces: namespaces.list().map(({ shape }) => shape) }) },
    UpdateNamespace: {
      run(input) {
        const { shape } = namespaces.find(input.namespaceName);
        const changes = namespaceSettings(input, shape);
        return { namespace: namespaces.change(input.namespaceName, changes).shape };
      },
    },
    DeleteNamespace: {
      async run({ namespaceName }) {
        if (workgroups.list().some(({ shape }) => shape.namespaceName === namespaceName)) {
          throw new AwsError("ConflictException", `${namespaceName} still has a workgroup.`);
        }
        const { shape } = namespaces.remove(namespaceName);
        await deleteSecret(scope, shape.adminPasswordSecretArn);
        return { namespace: { ...shape, status: "DELETING" } };
      },
    },
  };
}

async function newNamespace(
  input: InputOf<"redshift-serverless", "CreateNamespace">,
  scope: Scope,
): Promise<Namespace> {
  const { namespaceName, dbName = "dev", adminPasswordSecretKmsKeyId: key } = input;
  const namespaceId = randomUUID();
  const settings = namespaceSettings(input, {});
  const shape: Namespace = {
    ...settings,
    namespaceName,
    dbName,
    namespaceId,
    namespaceArn: `arn:aws:redshift-serverless:${scope.region}:${scope.accountId}:namespace/${namespaceId}`,
    status: "AVAILABLE",
    creationDate: new Date(),
  };
  if (input.manageAdminPassword !== true) return shape;
  const { adminUsername = "" } = settings;
  const adminPasswordSecretArn = await createSecret(scope, namespaceName, adminUsername, key);
  return { ...shape, adminPasswordSecretArn };
}

/** The members that can also be changed later: what the input leaves out stays as it is now. */
function namespaceSettings(
  input: InputOf<"redshift-serverless", "UpdateNamespace">,
  now: Namespace,
): Namespace {
  const chosen: Namespace = { ...now, ...input };
  return {
    adminUsername: chosen.adminUsername ?? "admin",
    iamRoles: chosen.iamRoles ?? [],
    logExports: chosen.logExports ?? [],
    kmsKeyId: chosen.kmsKeyId ?? "AWS_OWNED_KMS_KEY",
    defaultIamRoleArn: chosen.defaultIamRoleArn,
    adminPasswordSecretKmsKeyId: chosen.adminPasswordSecretKmsKeyId,
  };
}
