import { parse } from "lossless-json";
import type { WarehouseRow } from "../../../runtime/redshift/statements";
import type { Entry, Writer } from "../../../runtime/types";
import { newDataApi, secret } from "../../redshift/warehouse";
import { openWriter } from "./container";
import { entries } from "./factories";
import { suiteCloud } from "./suite";

export const columns = {
  transaction_id: { type: "varchar(50)" },
  amount: { type: "decimal(10,2)" },
  transaction_type: { type: "varchar(20)" },
  timestamp: { type: "timestamp" },
};
const transactions = { table: "transactions", columns, mergeOn: "transaction_id" };
const variables = { CLUSTER_ID: "c", SECRET_ARN: secret, DATABASE: "transactions" };

interface Submitted {
  readonly Sqls: readonly string[];
  readonly ClientToken: string;
}

/** A row of the table `transactions`. */
export function row(id: string, amount: unknown = parse("12.50"), more: object = {}): WarehouseRow {
  return {
    transaction_id: id,
    amount,
    transaction_type: "purchase",
    timestamp: "2024-12-21T10:00:00Z",
    ...more,
  };
}

/** The local Redshift behind the suite's cloud, with an empty table `transactions` for each test. */
export function suiteWarehouse() {
  const cloud = suiteCloud();
  const redshift = newDataApi();
  let test = 0;
  before(async () => {
    await redshift.start(cloud.client);
    await redshift.run(
      `CREATE TABLE transactions (transaction_id VARCHAR(50) NOT NULL, amount DECIMAL(10,2),
       transaction_type VARCHAR(20), timestamp TIMESTAMP)`,
    );
  });
  beforeEach(async () => {
    test += 1;
    await redshift.run("TRUNCATE transactions");
  });

  return {
    cloud,
    redshift,
    open: (options: object = transactions): Writer<WarehouseRow> =>
      openWriter("warehouse", options, variables),
    /** A batch from a shard of this test's own: the same batch again would be known as done. */
    batch: (...rows: WarehouseRow[]): Entry<WarehouseRow>[] =>
      entries(...rows).map((entry) => ({
        ...entry,
        at: { ...entry.at, shardId: `shardId-${test}` },
      })),
    stored: () => redshift.rows("SELECT * FROM transactions ORDER BY transaction_id"),
    submitted: () =>
      cloud.called("BatchExecuteStatement").map(({ input }) => input as unknown as Submitted),
  };
}
