import { send, type AlertChannel } from "../alerting/send";
import { sparing } from "../aws/attempt";
import { mapBounded } from "../aws/bounded";
import { reasonOf } from "../faults";
import type { WriteContext, WriteFailure } from "../types";
import { settleAlerts, type ReadingsTable } from "./table";
import type { Step } from "./take";

const KEYS_AT_ONCE = 32;

/** Sends the alerts of steps that are stored; gives the readings whose alerts must wait. */
export async function sendDue(
  steps: readonly Step[],
  table: ReadingsTable,
  channel: AlertChannel,
  context: WriteContext,
): Promise<WriteFailure[]> {
  context.countLate(steps.reduce((sum, { late }) => sum + late, 0));
  const alerts = steps.flatMap((step) => step.alerts.map(({ alert }) => alert));
  const unsent = await send(alerts, channel, sparing(context));
  const waiting = new Set(
    unsent.filter(({ kind }) => kind === "transient").map(({ index }) => index),
  );
  const settled = steps
    .map(({ key, alerts: all }) => ({
      key,
      positions: all
        .filter(({ alert }) => !alert.indexes.some((index) => waiting.has(index)))
        .map(({ position }) => position),
    }))
    .filter(({ positions }) => positions.length > 0);
  await mapBounded(settled, KEYS_AT_ONCE, async ({ key, positions }) => {
    try {
      await settleAlerts(table, key, positions, context);
    } catch (error) {
      // The ledger knows that they are out.
      context.warn(`alerts that are out stay noted as due: ${reasonOf(error)}`);
    }
  });
  return unsent;
}
