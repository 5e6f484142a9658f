import type { LocalRoutes } from "../gateway/local-api";
import { AwsError } from "../gateway/service";
import type { Slots } from "../slots";

/** `POST /_local/reset`: empties all services, or those named. The clock and the faults stay as they are. */
export function resetRoutes(slots: Slots): LocalRoutes {
  return {
    async "POST reset"({ body: { services, ...rest } }) {
      const known = slots.services.map(({ name }) => name).sort();
      const named: unknown = services ?? known;
      const isKnown = (name: unknown) => known.some((each) => each === name);
      if (Object.keys(rest).length > 0 || !Array.isArray(named) || !named.every(isKnown)) {
        const message = `Expected {} or {"services": [...]} with names of ${known.join(", ")}.`;
        throw new AwsError("ValidationException", message);
      }
      await slots.alone(() => slots.reset((name) => named.includes(name)));
      return { reset: known.filter((name) => named.includes(name)) };
    },
  };
}
