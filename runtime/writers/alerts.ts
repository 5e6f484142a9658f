import type { Alert, AlertItem, AlertKind } from "../alerting/alert";
import { openLedger } from "../alerting/ledger";
import { check } from "../checks/alerts";
import { onePerId, send } from "../alerting/send";
import type { WriterFactory } from "../types";

/**
 * Publishes alerts to an SNS topic, once each: a ledger remembers what was sent. Environment:
 * TOPIC_ARN, LEDGER_TABLE. Actions: sns:Publish on the topic; dynamodb:PutItem, GetItem and
 * UpdateItem on the ledger.
 */
export const writer: WriterFactory<AlertItem, Alert, AlertKind> = (options, env) => {
  const channel = { topicArn: env("TOPIC_ARN"), ledger: openLedger(env("LEDGER_TABLE")) };
  return {
    check: check(options),
    write: (entries, context) => send(onePerId(entries.map(({ item }) => item)), channel, context),
  };
};
