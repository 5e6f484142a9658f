import {
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  type AthenaClient,
} from "@aws-sdk/client-athena";
import type { Answer } from "./table";
import { waitFor } from "./wait";

export interface LakeTarget {
  readonly workgroup: string;
  readonly database: string;
}

export interface LakeAnswer extends Answer {
  /** What Athena bills: bytes read from S3. */
  readonly bytesScanned: number;
}

/** Runs one query. Throws with Athena's reason when it fails or is cancelled. */
export async function queryAthena(
  client: AthenaClient,
  { workgroup, database }: LakeTarget,
  sql: string,
  timeoutMs = 60_000,
): Promise<LakeAnswer> {
  const { QueryExecutionId } = await client.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: workgroup,
      QueryExecutionContext: { Database: database },
    }),
  );
  const execution = await waitFor(
    "the query",
    async () => {
      const described = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      const { State, StateChangeReason } = described.QueryExecution?.Status ?? {};
      if (State === "FAILED" || State === "CANCELLED") {
        throw new Error(`Athena: ${StateChangeReason ?? State}`);
      }
      return State === "SUCCEEDED" ? described.QueryExecution : undefined;
    },
    timeoutMs,
  );
  const answer = await readResult(client, QueryExecutionId);
  return { ...answer, bytesScanned: execution.Statistics?.DataScannedInBytes ?? 0 };
}

async function readResult(client: AthenaClient, id: string | undefined): Promise<Answer> {
  const lines: string[][] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new GetQueryResultsCommand({ QueryExecutionId: id, NextToken }));
    const rows = page.ResultSet?.Rows ?? [];
    lines.push(
      ...rows.map(({ Data }) => (Data ?? []).map(({ VarCharValue }) => VarCharValue ?? "")),
    );
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  const [columns = [], ...rows] = lines;
  return { columns, rows };
}
