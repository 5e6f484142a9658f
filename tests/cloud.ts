import type { Cloud } from "../local/cloud";

export { createCloud, type Cloud } from "../local/cloud";

/** Where a client of the SDK finds a cloud; it takes any key. */
export const settingsOf = ({ endpoint, client }: Pick<Cloud, "endpoint" | "client">) => ({
  endpoint,
  region: client.region,
  credentials: { accessKeyId: "anyone", secretAccessKey: "anything" },
});
