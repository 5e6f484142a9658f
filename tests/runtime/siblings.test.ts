import { deepEqual } from "node:assert/strict";
import { check as checkAlert } from "../../runtime/checks/alerts";
import { check as checkRow } from "../../runtime/checks/warehouse";
import type { SiblingConfig } from "../../runtime/handler";
import type { KinesisEvent } from "../../runtime/invocation/event";
import type { CheckFactory, WriterFactory } from "../../runtime/types";
import { transactionAlert, transactionColumns } from "../../scenarios/transactions";
import type { Transaction } from "../../scenarios/transactions";
import type { Event } from "./support/consumer";
import { invoke, startContainer } from "./support/container";
import { batch } from "./support/factories";
import { suiteCloud } from "./support/suite";

const warehouse: SiblingConfig<Event> = {
  name: "transactions",
  map: (event) => event,
  check: checkRow,
  options: { table: "transactions", columns: transactionColumns, mergeOn: "transaction_id" },
};
const alerts: SiblingConfig<Event> = {
  name: "alerts",
  map: (event) => transactionAlert(event as unknown as Transaction, "0"),
  check: checkAlert,
  options: { scenario: "transactions", type: "high-amount" },
};

describe("a consumer beside others of its pipeline", () => {
  const cloud = suiteCloud();
  const purchase = (id: string, more: object = {}) => ({
    transaction_id: id,
    amount: 12_000.5,
    transaction_type: "purchase",
    timestamp: "2024-12-21T10:00:00Z",
    ...more,
  });
  const parse = (value: unknown) => value as Event;

  /** What one consumer stores and quarantines, the other's sink being its sibling. */
  async function consume(own: SiblingConfig<Event>, sibling: SiblingConfig<Event>, event: object) {
    cloud.reset();
    const stored: string[] = [];
    const check = own.check as CheckFactory<unknown, unknown, object>;
    const writer: WriterFactory<unknown, unknown, object> = (options) => ({
      check: check(options),
      write: (entries) => {
        stored.push(...entries.map(({ at }) => at.partitionKey));
        return Promise.resolve([]);
      },
    });
    const sinks = [{ ...own, writer, environmentPrefix: "" }];
    const names = { pipeline: "transactions", consumer: own.name };
    const handler = startContainer<Event>({ ...names, parse, sinks, siblings: [sibling] });
    const { response } = await invoke(handler, event as KinesisEvent);
    deepEqual(response, { batchItemFailures: [] });
    const refused = [...cloud.objects.values()].map(({ body }) => {
      const { stage, reason, partitionKey } = JSON.parse(body.toString()) as Record<string, string>;
      return [partitionKey, stage, reason];
    });
    return { stored, refused };
  }

  const cases: [string, object, string, string][] = [
    [
      "an amount that only the warehouse refuses",
      { amount: 12_000.123 },
      "check transactions",
      "amount must fit DECIMAL(10,2) exactly",
    ],
    [
      "an alert that only SNS refuses",
      { more: "x".repeat(300_000) },
      "check alerts",
      "the alert must be at most 262144 bytes; it has 300391",
    ],
    [
      "an id that the ledger refuses",
      { transaction_id: "" },
      "check alerts",
      "the alert's id must not be empty",
    ],
  ];
  for (const [what, more, stage, reason] of cases) {
    it(`stores nothing of ${what}, wherever it goes, and gives one reason`, async () => {
      const event = batch(purchase("a"), purchase("b", more), purchase("c"));
      const outcomes = [
        await consume(warehouse, alerts, event),
        await consume(alerts, warehouse, event),
      ];
      for (const { stored, refused } of outcomes) {
        deepEqual(stored, ["key-0", "key-2"]);
        deepEqual(refused, [["key-1", stage, reason]]);
      }
    });
  }
});
