import { randomBytes } from "node:crypto";
import type { Cluster } from "@aws-sdk/client-redshift";
import type { Operations, Permission, Principal } from "../../gateway/service";
import type { Collection } from "./collection";

/** Seconds that temporary passwords last where the request does not say, and at most. */
const USUAL_SECONDS = 900;

const newPassword = (): string => randomBytes(24).toString("base64url");
const after = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

/**
 * Temporary logins of a cluster's database. Nothing listens at a cluster's port here: they are for clients
 * that ask for them before they go on to the Data API.
 * Sources: https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentials.html,
 * API_GetClusterCredentialsWithIAM; what they ask of policies:
 * https://docs.aws.amazon.com/redshift/latest/mgmt/generating-iam-credentials-role-permissions.html
 */
export function credentialOperations(
  clusters: Collection<Cluster>,
  arnOf: (type: string, name: string) => string,
): Operations<"redshift"> {
  return {
    GetClusterCredentials: {
      permissions({ ClusterIdentifier: cluster, DbUser, DbName, AutoCreate, DbGroups = [] }) {
        const user = arnOf("dbuser", `${cluster}/${DbUser}`);
        const asked: Permission[] = [["redshift:GetClusterCredentials", user]];
        if (DbName !== undefined) {
          asked.push(["redshift:GetClusterCredentials", arnOf("dbname", `${cluster}/${DbName}`)]);
        }
        if (AutoCreate === true) asked.push(["redshift:CreateClusterUser", user]);
        for (const group of DbGroups) {
          asked.push(["redshift:JoinGroup", arnOf("dbgroup", `${cluster}/${group}`)]);
        }
        return asked;
      },
      run({ ClusterIdentifier, DbUser, AutoCreate, DurationSeconds = USUAL_SECONDS }) {
        clusters.find(ClusterIdentifier ?? "");
        return {
          DbUser: `${AutoCreate === true ? "IAMA" : "IAM"}:${DbUser}`,
          DbPassword: newPassword(),
          Expiration: after(DurationSeconds),
        };
      },
    },
    GetClusterCredentialsWithIAM: {
      permissions: ({ ClusterIdentifier: cluster = "", DbName = "*" }) => [
        ["redshift:GetClusterCredentialsWithIAM", arnOf("dbname", `${cluster}/${DbName}`)],
      ],
      run({ ClusterIdentifier, DurationSeconds = USUAL_SECONDS }, { principal }) {
        clusters.find(ClusterIdentifier ?? "");
        const Expiration = after(DurationSeconds);
        const login = { DbPassword: newPassword(), Expiration, NextRefreshTime: Expiration };
        return { DbUser: userOf(principal), ...login };
      },
    },
  };
}

/** The database's user of an identity of IAM. */
function userOf(principal: Principal): string {
  if (principal.kind === "role") return `IAMR:${principal.roleArn.split("/").at(-1) ?? ""}`;
  return principal.kind === "user" ? `IAM:${principal.userName}` : "IAM:root";
}
