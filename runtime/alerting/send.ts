import { randomUUID } from "node:crypto";
import { pause, sparing } from "../aws/attempt";
import { mapBounded } from "../aws/bounded";
import { failureOf, reasonOf } from "../faults";
import type { Failure, WriteContext, WriteFailure } from "../types";
import type { Alert } from "./alert";
import type { Claim, Ledger } from "./ledger";
import { publish } from "./publish";

const CLAIMS_AT_ONCE = 16;

export interface AlertChannel {
  readonly topicArn: string;
  readonly ledger: Ledger;
}

type Outcome = "sent" | Failure;

/** One alert an id, the first staying, which then stands for the entries of all. */
export function onePerId(alerts: readonly Alert[]): Alert[] {
  const byId = new Map<string, Alert>();
  for (const alert of alerts) {
    const first = byId.get(alert.ledgerId) ?? { ...alert, indexes: [] };
    byId.set(alert.ledgerId, { ...first, indexes: [...first.indexes, ...alert.indexes] });
  }
  return [...byId.values()];
}

/** Sends each alert that the ledger does not hold as sent; gives the entries of those that were not. */
export async function send(
  alerts: readonly Alert[],
  channel: AlertChannel,
  context: WriteContext,
): Promise<WriteFailure[]> {
  const owner = randomUUID();
  const sending = sparing(context);
  const failures: WriteFailure[] = [];
  let pending = alerts;
  for (let tries = 0; pending.length > 0; tries += 1) {
    const outcomes = await round(pending, owner, channel, { sending, marking: context });
    const waiting = pending.filter((_alert, i) => isTransient(outcomes[i]));
    const again = waiting.length > 0 && (await pause(tries, sending));
    pending.forEach((alert, i) => {
      const outcome = outcomes[i];
      if (outcome === undefined || outcome === "sent" || (again && isTransient(outcome))) return;
      failures.push(...alert.indexes.map((index) => ({ index, ...outcome })));
    });
    pending = again ? waiting : [];
  }
  return failures;
}

/** Marking has time of its own: an alert that is out must not be sent again for want of it. */
interface Times {
  readonly sending: WriteContext;
  readonly marking: WriteContext;
}

/** Claims, publishes and marks each alert once. */
async function round(
  alerts: readonly Alert[],
  owner: string,
  { topicArn, ledger }: AlertChannel,
  { sending, marking }: Times,
): Promise<Outcome[]> {
  const claims = await mapBounded(alerts, CLAIMS_AT_ONCE, (alert) =>
    orFailure(ledger.claim(alert.ledgerId, owner, sending)),
  );
  const claimed = alerts.filter((_alert, i) => claims[i] === "claimed");
  const published = await publish(topicArn, claimed, sending);
  const results = new Map(claimed.map((alert, i) => [alert, published[i]]));
  return mapBounded(alerts, CLAIMS_AT_ONCE, async (alert, i) => {
    const outcome = outcomeOf(claims[i], results.get(alert));
    if (claims[i] === "claimed" && outcome === "sent") await mark(ledger, alert, marking);
    return outcome;
  });
}

/** The alert is out: a ledger that fails now is told of, and must not have it sent again. */
async function mark(ledger: Ledger, alert: Alert, context: WriteContext): Promise<void> {
  try {
    await ledger.markSent(alert.ledgerId, context);
  } catch (error) {
    context.warn(`an alert was sent, but the ledger could not be told: ${reasonOf(error)}`);
  }
}

async function orFailure<T>(work: Promise<T>): Promise<T | Failure> {
  try {
    return await work;
  } catch (error) {
    return failureOf(error);
  }
}

function outcomeOf(claim: Claim | Failure | undefined, failure: Failure | undefined): Outcome {
  if (claim === undefined || claim === "busy") {
    return { kind: "transient", reason: "the alert is being sent by another invocation" };
  }
  if (typeof claim === "object") return claim;
  return claim === "sent" ? "sent" : (failure ?? "sent");
}

function isTransient(outcome: Outcome | undefined): boolean {
  return typeof outcome === "object" && outcome.kind === "transient";
}
