import { compareNumber, type LosslessNumber } from "lossless-json";
import type { AlertItem } from "../runtime/alerting/alert";
import type { JsonValue, Position } from "../runtime/types";
import { decimal, object, text, timestamp } from "../runtime/validate";

/** A financial transaction, under the names that its table's columns have. */
export interface Transaction {
  /** Up to 50 bytes. */
  readonly transaction_id: string;
  /** Held by DECIMAL(10,2) exactly; with every digit sent. */
  readonly amount: LosslessNumber;
  /** Up to 20 bytes. */
  readonly transaction_type: string;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** The table's columns, as the lab names and types them. */
export const transactionColumns = {
  transaction_id: { type: "varchar(50)" },
  amount: { type: "decimal(10,2)" },
  transaction_type: { type: "varchar(20)" },
  timestamp: { type: "timestamp" },
} as const;

/**
 * Throws an Error that names the field which is missing or wrong. With the record's position, a
 * timestamp from the future is wrong, too.
 */
export function parseTransaction(value: JsonValue, at?: Position): Transaction {
  const fields = object(value);
  return {
    transaction_id: text(fields, "transaction_id", { maxBytes: 50 }),
    amount: decimal(fields, "amount", { digits: 10, decimals: 2 }),
    transaction_type: text(fields, "transaction_type", { maxBytes: 20 }),
    timestamp: timestamp(fields, "timestamp", at),
  };
}

/** Compares digits, not doubles: 10000.000000000000001 is above 10000. */
export function isAbove(amount: LosslessNumber, threshold: string): boolean {
  return compareNumber(amount.value, threshold) > 0;
}

/** One alert a transaction, whoever sends it again. */
export function transactionAlert(transaction: Transaction, threshold: string): AlertItem {
  const { transaction_id: id, amount } = transaction;
  return {
    id,
    subject: `Transaction above ${threshold}: ${amount.value}`,
    message: { alert: `The amount is above ${threshold}`, ...transaction },
    attributes: { amount },
  };
}
