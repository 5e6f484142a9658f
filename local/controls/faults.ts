import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { Faults } from "../gateway/faults";
import type { LocalRoutes } from "../gateway/local-api";
import { AwsError } from "../gateway/service";
import { durationMs } from "../duration";
import { inject } from "./fault-actions";

interface Added {
  readonly asked: Readonly<Record<string, unknown>>;
  readonly untilMs: number;
  readonly remove: readonly (() => void)[];
}

const MOST = 100;

/** `/_local/faults`: lists, adds and takes away faults, by the names of FIS's actions. */
export function faultRoutes(
  faults: Faults,
  clock: Clock,
  operations: readonly { readonly service: string; readonly operation: string }[],
): LocalRoutes {
  const added = new Map<string, Added>();
  const known = new Map<string, Set<string>>();
  for (const { service, operation } of operations) {
    known.set(service, (known.get(service) ?? new Set()).add(operation));
  }
  const remove = (id: string): void => {
    for (const each of added.get(id)?.remove ?? []) each();
    added.delete(id);
  };
  const running = (): [string, Added][] => {
    for (const [id, { untilMs }] of added) if (untilMs <= clock.now()) remove(id);
    return [...added];
  };
  const shown = ([id, { asked, untilMs }]: [string, Added]) => ({
    id,
    ...asked,
    ...(untilMs < Infinity && { until: new Date(untilMs).toISOString() }),
  });
  return {
    "GET faults": () => ({ faults: running().map(shown) }),
    "POST faults"({ body }) {
      if (running().length >= MOST) {
        throw new AwsError("LimitExceededException", `There can be ${MOST} faults at once.`);
      }
      const id = randomUUID();
      const now = clock.now();
      const { duration } = body;
      const entry: Added = {
        remove: inject(body, faults, now, known),
        asked: body,
        untilMs: duration === undefined ? Infinity : now + durationMs(duration, "duration"),
      };
      added.set(id, entry);
      return shown([id, entry]);
    },
    "DELETE faults"() {
      for (const id of added.keys()) remove(id);
      return { faults: [] };
    },
    "DELETE faults/*"({ name }) {
      if (!added.has(name)) throw new AwsError("NotFound", `There is no fault ${name}.`, 404);
      remove(name);
      return { faults: running().map(shown) };
    },
  };
}
