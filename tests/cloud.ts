import type { Cloud } from "../local/cloud";
import type { CloudClient } from "../local/gateway/service";

/** The ARN of a new role that services may assume and that may do everything. */
export async function openRole(
  cloud: CloudClient,
  RoleName: string,
  ...services: readonly string[]
): Promise<string> {
  const Version = "2012-10-17";
  const Principal = { Service: services };
  const trust = { Version, Statement: { Effect: "Allow", Principal, Action: "sts:AssumeRole" } };
  const all = { Version, Statement: { Effect: "Allow", Action: "*", Resource: "*" } };
  const { Role } = await cloud.call("iam", "CreateRole", {
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify(trust),
  });
  const policy = { PolicyName: "all", PolicyDocument: JSON.stringify(all) };
  await cloud.call("iam", "PutRolePolicy", { RoleName, ...policy });
  return Role.Arn;
}

export { createCloud, type Cloud } from "../local/cloud";

/** Where a client of the SDK finds a cloud; it takes any key. */
export const settingsOf = ({ endpoint, client }: Pick<Cloud, "endpoint" | "client">) => ({
  endpoint,
  region: client.region,
  credentials: { accessKeyId: "anyone", secretAccessKey: "anything" },
});
