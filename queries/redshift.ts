import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  type Field,
  type RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import type { Answer } from "./table";
import { waitFor } from "./wait";

/** Where the statement runs: a cluster or a serverless workgroup, and who runs it. */
export interface WarehouseTarget {
  readonly Database: string;
  readonly ClusterIdentifier?: string;
  readonly WorkgroupName?: string;
  readonly SecretArn?: string;
}

/** Runs one SQL statement through the Data API. Throws with Redshift's message when it fails. */
export async function queryRedshift(
  client: RedshiftDataClient,
  target: WarehouseTarget,
  sql: string,
  timeoutMs = 60_000,
): Promise<Answer> {
  const { Id } = await client.send(new ExecuteStatementCommand({ ...target, Sql: sql }));
  const statement = await waitFor(
    "the statement",
    async () => {
      const described = await client.send(new DescribeStatementCommand({ Id }));
      if (described.Status === "FAILED" || described.Status === "ABORTED") {
        throw new Error(`Redshift: ${described.Error ?? described.Status}`);
      }
      return described.Status === "FINISHED" ? described : undefined;
    },
    timeoutMs,
  );
  if (!statement.HasResultSet) return { columns: [], rows: [] };
  return readResult(client, Id);
}

async function readResult(client: RedshiftDataClient, Id: string | undefined): Promise<Answer> {
  const first = await client.send(new GetStatementResultCommand({ Id }));
  const columns = (first.ColumnMetadata ?? []).map(({ name }) => name ?? "");
  const records = [...(first.Records ?? [])];
  let { NextToken } = first;
  while (NextToken !== undefined) {
    const page = await client.send(new GetStatementResultCommand({ Id, NextToken }));
    records.push(...(page.Records ?? []));
    NextToken = page.NextToken;
  }
  return { columns, rows: records.map((record) => record.map(text)) };
}

function text(field: Field): string {
  if (field.isNull === true) return "";
  const value = field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue;
  return String(value ?? "");
}
