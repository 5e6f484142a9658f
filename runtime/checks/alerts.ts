import { alertOf, type Alert, type AlertItem, type AlertKind } from "../alerting/alert";
import type { CheckFactory } from "../types";

/** Makes the message, within the limits of SNS and of the ledger. */
export const check: CheckFactory<AlertItem, Alert, AlertKind> =
  (kind) =>
  ({ item, index }) =>
    item && alertOf({ item, index }, kind);
