import { randomUUID } from "node:crypto";
import { pause, sparing } from "../aws/attempt";
import { mapBounded } from "../aws/bounded";
import { faultOf, reasonOf } from "../faults";
import type { WriteContext, WriteFailure } from "../types";
import type { Alert } from "./alert";
import { LEASE_MS, type Claim, type Ledger } from "./ledger";
import { chunksOf, publish, type Refusal } from "./publish";

const CHUNKS_AT_ONCE = 8;

export interface AlertChannel {
  readonly topicArn: string;
  readonly ledger: Ledger;
}

interface Sender extends AlertChannel {
  /** By whom alerts are claimed. */
  readonly owner: string;
  readonly sending: WriteContext;
  /** Marking has time of its own: an alert that is out must not be sent again for want of it. */
  readonly marking: WriteContext;
}

/** One alert an id, the first staying, which then stands for the entries of all. */
export function onePerId(alerts: readonly Alert[]): Alert[] {
  const byId = new Map<string, Alert>();
  for (const alert of alerts) {
    const first = byId.get(alert.ledgerId) ?? { ...alert, indexes: [] };
    byId.set(alert.ledgerId, { ...first, indexes: [...first.indexes, ...alert.indexes] });
  }
  return [...byId.values()];
}

/**
 * Sends each alert that the ledger does not hold as sent; gives the entries of those that were not.
 * What is no record's fault (a role without permission, a topic that is gone) is reported as
 * transient, for those alerts alone.
 */
export async function send(
  alerts: readonly Alert[],
  channel: AlertChannel,
  context: WriteContext,
): Promise<WriteFailure[]> {
  const owner = randomUUID();
  const sender: Sender = { ...channel, owner, sending: sparing(context), marking: context };
  const failures: WriteFailure[] = [];
  let pending = alerts;
  for (let tries = 0; pending.length > 0; tries += 1) {
    const refused = (
      await mapBounded(chunksOf(pending), CHUNKS_AT_ONCE, (chunk) => sendChunk(chunk, sender))
    ).flat();
    const waiting = refused.filter(([, { kind }]) => kind === "transient");
    const again = waiting.length > 0 && (await pause(tries, sender.sending));
    for (const [{ indexes }, { kind, reason }] of refused) {
      if (again && kind === "transient") continue;
      const reported = kind === "invalid" ? kind : "transient";
      failures.push(...indexes.map((index) => ({ index, kind: reported, reason }) as const));
    }
    pending = again ? waiting.map(([alert]) => alert) : [];
  }
  return failures;
}

/** Claims, publishes and marks each alert of one request, once; gives those that are not out. */
async function sendChunk(
  chunk: readonly Alert[],
  sender: Sender,
): Promise<(readonly [Alert, Refusal])[]> {
  const whileClaimed = until(LEASE_MS, sender.sending);
  const claims = await mapBounded(chunk, chunk.length, (alert) => claim(alert, sender));
  const mine = chunk.filter((_alert, i) => claims[i] === "claimed" || claims[i] === "taken over");
  const refusals = new Map(
    chunk.map((alert, i) => [alert, refusalOf(claims[i] ?? "busy")] as const),
  );
  if (mine.length > 0) {
    const published = await publish(sender.topicArn, mine, whileClaimed, (alert) =>
      mark(alert, sender),
    );
    mine.forEach((alert, i) => refusals.set(alert, published[i]));
  }
  return chunk.flatMap((alert) => {
    const refusal = refusals.get(alert);
    return refusal === undefined ? [] : [[alert, refusal] as const];
  });
}

async function claim({ ledgerId }: Alert, sender: Sender): Promise<Claim | Refusal> {
  try {
    const claimed = await sender.ledger.claim(ledgerId, sender.owner, sender.sending);
    if (claimed === "taken over") {
      sender.sending.warn("an alert is sent, perhaps again: its last sender ended without a word");
    }
    return claimed;
  } catch (error) {
    return { kind: faultOf(error), reason: reasonOf(error) };
  }
}

function refusalOf(claim: Claim | Refusal): Refusal | undefined {
  if (typeof claim === "object") return claim;
  return claim === "busy"
    ? { kind: "transient", reason: "the alert is being sent by another invocation" }
    : undefined;
}

/**
 * The alert is out. A ledger that cannot be told in time must not have it sent again; one that
 * refuses for good fails the batch, since the next claims would find it as it is.
 */
async function mark(alert: Alert, { ledger, marking }: Sender): Promise<Refusal | undefined> {
  try {
    await ledger.markSent(alert.ledgerId, marking);
    return undefined;
  } catch (error) {
    const reason = `an alert was sent, but the ledger could not be told: ${reasonOf(error)}`;
    marking.warn(reason);
    return faultOf(error) === "transient" ? undefined : { kind: "fatal", reason };
  }
}

function until(ms: number, context: WriteContext): WriteContext {
  const endsAt = performance.now() + ms;
  return {
    ...context,
    remainingMs: () => Math.max(0, Math.min(context.remainingMs(), endsAt - performance.now())),
  };
}
