import { stackRule } from "./rule";
import { faultOf, remembered } from "./suppressions";

/** Last in the pack: what the other rules were configured to let pass. */
export const suppressionsValid = stackRule({
  name: "suppressions-valid",
  theme: "safety",
  description:
    "Suppressions must name a resource that breaks the rule, a reason, and a day that is to come.",
  check: () =>
    remembered().flatMap(({ rule, suppression, passed }) => {
      const fault = faultOf(suppression, new Date());
      const about = `The suppression of ${rule} for "${suppression.resource}"`;
      if (fault !== undefined)
        return [{ message: `${about} must not stay as it is: it ${fault}.` }];
      if (passed.length > 0) return [];
      return [{ message: `${about} must be removed: no resource breaks the rule there.` }];
    }),
});

export const suppressionsInForce = stackRule({
  name: "suppressions-in-force",
  theme: "safety",
  description: "What is let pass must be seen: each suppression in force is listed.",
  level: "advisory",
  check: () =>
    remembered()
      .filter(
        ({ suppression, passed }) =>
          passed.length > 0 && faultOf(suppression, new Date()) === undefined,
      )
      .map(({ rule, suppression: { resource, reason, expires }, passed }) => ({
        message: `${rule} may be broken by "${resource}" (${passed.length}) until ${expires}: ${reason}`,
      })),
});
