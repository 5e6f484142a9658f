import type * as aws from "@pulumi/aws";
import { defineKind } from "../define";
import type { Cloud } from "../kind";
import { pick, toApi } from "../names";

const longestMs = 10 * 60 * 1000;

/** Waits for a statement; rejects with its error when it did not finish well. */
async function wait(Id: string, cloud: Cloud): Promise<void> {
  const until = Date.now() + longestMs;
  while (Date.now() < until) {
    const input = { Id, WaitTimeSeconds: 10 };
    const { Status, Error: message } = await cloud.call(
      "redshift-data",
      "DescribeStatement",
      input,
    );
    if (Status === "FINISHED") return;
    if (Status === "FAILED" || Status === "ABORTED") {
      throw new Error(`Redshift statement ${Id}: ${message ?? Status}`);
    }
  }
  throw new Error(`Redshift statement ${Id} did not finish in ${longestMs / 1000} s`);
}

const optional = [
  "clusterIdentifier",
  "dbUser",
  "parameters",
  "secretArn",
  "statementName",
  "withEvent",
  "workgroupName",
] as const;

/**
 * SQL run once, at creation. What it did cannot be read back and is not undone: the statement lasts
 * as long as its resource does.
 */
export const statementKind = defineKind<aws.redshiftdata.StatementArgs>({
  type: "aws:redshiftdata/statement:Statement",
  required: ["database", "sql"],
  optional,
  replaceOn: ["database", "sql", ...optional],
  defaults: { withEvent: false },
  async create(inputs, cloud) {
    const { parameters: Parameters, ...input } = pick(inputs, ["database", "sql", ...optional]);
    const { Id } = await cloud.call("redshift-data", "ExecuteStatement", {
      ...toApi(input),
      Parameters,
    });
    if (Id !== undefined) await wait(Id, cloud);
    return Id;
  },
  read: () => Promise.resolve({}),
  delete: () => Promise.resolve(),
});
