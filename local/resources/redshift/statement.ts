import type { CloudClient } from "../../gateway/service";
import type { Properties, ResourceKind } from "../kind";
import { defined } from "../outputs";

const longestMs = 10 * 60 * 1000;

/** Waits for a statement; rejects with its error when it did not finish well. */
async function wait(id: string, cloud: CloudClient): Promise<void> {
  const until = Date.now() + longestMs;
  while (Date.now() < until) {
    const { Status, Error: message } = await cloud.call<{ Status: string; Error?: string }>(
      "redshift-data",
      "DescribeStatement",
      { Id: id, WaitTimeSeconds: 10 },
    );
    if (Status === "FINISHED") return;
    if (Status === "FAILED" || Status === "ABORTED") {
      throw new Error(`Redshift statement ${id}: ${message ?? Status}`);
    }
  }
  throw new Error(`Redshift statement ${id} did not finish in ${longestMs / 1000} s`);
}

function apiInput(inputs: Properties): Properties {
  return defined({
    ClusterIdentifier: inputs["clusterIdentifier"],
    Database: inputs["database"],
    DbUser: inputs["dbUser"],
    Parameters: inputs["parameters"],
    SecretArn: inputs["secretArn"],
    Sql: inputs["sql"],
    StatementName: inputs["statementName"],
    WithEvent: inputs["withEvent"],
    WorkgroupName: inputs["workgroupName"],
  });
}

const optional = [
  "clusterIdentifier",
  "dbUser",
  "parameters",
  "secretArn",
  "statementName",
  "withEvent",
  "workgroupName",
];

/**
 * SQL run once, at creation. What it did cannot be read back and is not undone: the statement lasts
 * as long as its resource does.
 */
export const statementKind: ResourceKind = {
  type: "aws:redshiftdata/statement:Statement",
  required: ["database", "sql"],
  optional,
  replaceOn: ["database", "region", "sql", ...optional],
  async create(inputs, cloud) {
    const { Id: id } = await cloud.call<{ Id: string }>(
      "redshift-data",
      "ExecuteStatement",
      apiInput(inputs),
    );
    await wait(id, cloud);
    return { id, outputs: { withEvent: false, ...inputs, region: cloud.region } };
  },
  read: (id, state) => Promise.resolve({ id, outputs: state }),
  delete: () => Promise.resolve(),
};
