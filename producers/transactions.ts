import { parseTransaction } from "../scenarios/transactions";
import { csvReader, jsonNumber, nameText } from "./formats/csv";
import { decimalBetween, pick, randomHex } from "./random";
import type { OutgoingRecord, Source } from "./record";

interface Transaction {
  readonly id: string;
  /** Digits as written. */
  readonly amount: string;
  readonly type: string;
  readonly timestamp: string;
}

function outgoing({ id, amount, type, timestamp }: Transaction): OutgoingRecord {
  const quoted = [id, type, timestamp].map((text) => JSON.stringify(text));
  return {
    partitionKey: id,
    data:
      `{"transaction_id": ${quoted[0]}, "amount": ${amount}, ` +
      `"transaction_type": ${quoted[1]}, "timestamp": ${quoted[2]}}`,
  };
}

export const transactions: Source = {
  scenario: "transactions",
  stream: "TransactionStream",
  continuousRate: 10,
  generate: (random, now) =>
    outgoing({
      id: `txn-${randomHex(random, 12)}`,
      amount: decimalBetween(random, 1, random() < 0.03 ? 25_000 : 9_000, 2),
      type: pick(random, ["purchase", "transfer", "withdrawal", "refund"]),
      timestamp: now.toISOString(),
    }),
  file: {
    description: "CSV: transaction_id,amount,transaction_type,timestamp",
    accepts: parseTransaction,
    reader: (note) =>
      csvReader(
        ["transaction_id", "amount", "transaction_type", "timestamp"],
        (row) =>
          outgoing({
            id: nameText("transaction_id", row.transaction_id),
            amount: jsonNumber("amount", row.amount),
            type: nameText("transaction_type", row.transaction_type),
            timestamp: row.timestamp,
          }),
        note,
      ),
  },
};
