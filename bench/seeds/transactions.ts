import { payloadOf, type SeedHandler } from "./seed";

interface Transaction {
  readonly transaction_id: string;
  readonly amount: number;
  readonly transaction_type: string;
  readonly timestamp: string;
}

/** One round trip to the warehouse over its own protocol; psycopg2 waits for each. */
async function execute(endpoint: string, sql: string, values: readonly unknown[] = []) {
  const response = await fetch(`${endpoint}/sql`, {
    method: "POST",
    body: JSON.stringify({ sql, values }),
  });
  await response.arrayBuffer();
}

const insert =
  "INSERT INTO transactions (transaction_id, amount, transaction_type, timestamp) " +
  "VALUES (%s, %s, %s, %s)";

/** Lab 002: a connection a batch, an INSERT a row. Its alerts are an application of their own. */
export function seedTransactions(endpoint: string): SeedHandler {
  return async (event) => {
    try {
      await execute(endpoint, "connect");
      // psycopg2 begins a transaction before the first statement.
      await execute(endpoint, "BEGIN");
      for (const record of event.Records) {
        const payload = payloadOf(record) as Transaction;
        const { transaction_id, amount, transaction_type, timestamp } = payload;
        await execute(endpoint, insert, [transaction_id, amount, transaction_type, timestamp]);
      }
      await execute(endpoint, "COMMIT");
      return { statusCode: 200, body: JSON.stringify("Transactions processed successfully") };
    } catch (error) {
      console.log(`Error: ${String(error)}`);
      return { statusCode: 500, body: JSON.stringify("Error processing transactions") };
    }
  };
}
