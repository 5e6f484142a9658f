import type { AlertItem, AlertKind } from "../alerting/alert";
import { openLedger } from "../alerting/ledger";
import { alertsOf, send } from "../alerting/send";
import type { WriterFactory } from "../types";

/**
 * Publishes alerts to an SNS topic, once each: a ledger remembers what was sent. Environment:
 * TOPIC_ARN, LEDGER_TABLE. Actions: sns:Publish on the topic; dynamodb:PutItem, GetItem and
 * UpdateItem on the ledger.
 */
export const writer: WriterFactory<AlertItem, AlertKind> = (options, env) => {
  const kind = { scenario: options.scenario, type: options.type };
  const channel = { topicArn: env("TOPIC_ARN"), ledger: openLedger(env("LEDGER_TABLE")) };
  return {
    write: async (entries, context) => {
      const { alerts, failures } = alertsOf(entries, kind);
      return [...failures, ...(await send(alerts, channel, context))];
    },
  };
};
