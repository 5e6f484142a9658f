import type { CloudClient, Principal } from "../../gateway/service";
import type { Execution } from "./executions";
import { locationOf } from "./locations";
import type { Answer } from "./query";
import { csv } from "./results";

/**
 * Writes an execution's output and, beside it, its metadata, with the caller's permissions. What Athena's
 * metadata files hold is Athena's alone; here they name the columns.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html
 */
export async function storeOutput(
  execution: Execution,
  answer: Answer,
  cloud: CloudClient,
  as: Principal,
): Promise<void> {
  const { outputLocation, manifestLocation = outputLocation } = execution;
  const put = async (address: string, Body: string) => {
    const { bucket: Bucket, prefix: Key } = locationOf(address);
    await cloud.call("s3", "PutObject", { Bucket, Key, Body }, as);
  };
  await put(manifestLocation, bodyOf(execution, answer));
  await put(`${outputLocation}.metadata`, JSON.stringify(answer.result.columns));
}

function bodyOf({ info }: Execution, { result, files = [] }: Answer): string {
  if (info.output === "csv") return csv(result);
  if (info.output === "manifest") return files.map((address) => `${address}\n`).join("");
  return result.rows.map((row) => `${row.join("\t")}\n`).join("");
}
