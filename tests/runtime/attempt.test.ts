import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { attempt, backoff, sparing } from "../../runtime/aws/attempt";
import { mapBounded } from "../../runtime/aws/bounded";
import { faultOf, failureOf } from "../../runtime/faults";
import { writing } from "./support/factories";

const fault = (name: string, more: object = {}) => Object.assign(new Error("x"), { name, ...more });

describe("attempts", () => {
  it("waits with full jitter: anything up to a bound that doubles, and never over two seconds", () => {
    deepEqual(
      [0, 1, 2, 3].map((tries) => backoff(tries, 1)),
      [50, 100, 200, 400],
    );
    equal(backoff(1000, 1), 2000);
    equal(backoff(5, 0), 0);
    equal(backoff(2, 0.5), 100);
  });

  it("tries a transient fault again until it passes, and other faults not at all", async () => {
    let tries = 0;
    const flaky = () =>
      (tries += 1) < 4 ? Promise.reject(fault("ThrottlingException")) : Promise.resolve(tries);
    equal(await attempt(writing(), flaky), 4);
    tries = 0;
    const denied = () => {
      tries += 1;
      return Promise.reject(fault("AccessDeniedException"));
    };
    await rejects(attempt(writing(), denied), { name: "AccessDeniedException" });
    equal(tries, 1);
  });

  it("gives up with the last fault when time is used up, and tries nothing without time", async () => {
    const context = writing(300);
    await rejects(
      attempt(context, () => Promise.reject(fault("SlowDown"))),
      { name: "SlowDown" },
    );
    ok(context.inTime());
    let called = false;
    const work = () => Promise.resolve((called = true));
    await rejects(attempt(writing(0), work), { name: "TimeoutError" });
    equal(called, false);
  });

  it("keeps a quarter of the time, at most two seconds, for what must follow", () => {
    const left = (ms: number) => sparing({ ...writing(), remainingMs: () => ms }).remainingMs();
    deepEqual([1000, 10_000, 60_000, 0].map(left), [750, 8000, 58_000, 0]);
  });

  it("runs no more than the bound at once, and gives results in order", async () => {
    let under = 0;
    let most = 0;
    const results = await mapBounded([5, 1, 3, 2, 4], 2, async (ms) => {
      most = Math.max(most, (under += 1));
      await new Promise((resolve) => setTimeout(resolve, ms));
      under -= 1;
      return ms;
    });
    deepEqual([results, most], [[5, 1, 3, 2, 4], 2]);
  });

  it("starts nothing further after a throw, and waits for what is under way", async () => {
    const ended: number[] = [];
    const run = mapBounded([0, 1, 2, 3], 2, async (n) => {
      if (n === 0) throw new Error("first");
      await new Promise((resolve) => setTimeout(resolve, 20));
      ended.push(n);
    });
    await rejects(run, /first/);
    deepEqual(ended, [1]);
  });
});

describe("faults", () => {
  const cases: [string, Error, string][] = [
    ["a throttle", fault("ProvisionedThroughputExceededException"), "transient"],
    ["a timeout", fault("TimeoutError"), "transient"],
    ["a refused connection", fault("Error", { code: "ECONNREFUSED" }), "transient"],
    ["a status of 503", fault("Whatever", { $metadata: { httpStatusCode: 503 } }), "transient"],
    [
      "a validation error",
      fault("ValidationException", { $metadata: { httpStatusCode: 400 } }),
      "invalid",
    ],
    ["a body too large", fault("Whatever", { $metadata: { httpStatusCode: 413 } }), "invalid"],
    ["a denied access", fault("AccessDenied", { $metadata: { httpStatusCode: 403 } }), "fatal"],
    ["a missing table", fault("ResourceNotFoundException"), "fatal"],
    ["a missing bucket", fault("NoSuchBucket"), "fatal"],
    ["a bug", new TypeError("x is undefined"), "fatal"],
  ];
  for (const [what, error, expected] of cases) {
    it(`calls ${what} ${expected}`, () => {
      equal(faultOf(error), expected);
    });
  }

  it("throws a fatal error on, so that no record is blamed for it", async () => {
    const error = fault("AccessDeniedException");
    await rejects(
      Promise.resolve().then(() => failureOf(error)),
      error,
    );
  });
});
