import assert from "node:assert/strict";
import * as proxy from "@pulumi/policy/proxy";
import type { Fixture } from "./fixture";
import { urnOf } from "./fixture";
import { forbidden } from "./fixtures/forbidden";
import { harmless } from "./fixtures/harmless";
import type { Way } from "./fixtures/ways";
import { objections } from "./in-process";
import type { Objection } from "./in-process";

/** What the analyzer wraps properties in; the package's types leave it out. */
const { unknownCheckingProxy } = proxy as unknown as {
  readonly unknownCheckingProxy: (properties: unknown) => unknown;
};

/** Rules that read what is written; each must say nothing of any harmless way. */
const byMeaning = [
  ...["bucket-cors-origins", "bucket-no-public-acl", "function-url-auth", "iam-no-full-access"],
  ...["iam-no-wildcard-action", "iam-no-wildcard-resource", "no-open-ingress"],
  ...["no-open-ingress-in-sum", "no-public-principal", "policy-readable"],
];

async function found({ subject }: Way): Promise<readonly Objection[]> {
  const fixtures: readonly Fixture[] = Array.isArray(subject) ? subject : [subject as Fixture];
  return objections(
    fixtures.map(({ type, name, props: given, ...rest }) => {
      // As in the analyzer, to read what the preview cannot know is an error.
      const props = unknownCheckingProxy(given) as Fixture["props"];
      const urn = urnOf({ type, name, props });
      const { protect = false, references = {} } = rest;
      return { type, name, urn, inputs: props, props, protect, references };
    }),
  );
}

describe("policies by their meaning", () => {
  it("tries at least a hundred ways to write a forbidden thing, and as many that are harmless", () => {
    assert.ok(forbidden.length >= 100, String(forbidden.length));
    assert.ok(harmless.length >= 100, String(harmless.length));
  });

  for (const way of forbidden)
    it(`${way.rule} objects to ${way.name}`, async () => {
      const messages = (await found(way)).filter(({ rule }) => rule === way.rule);
      assert.ok(messages.length > 0, JSON.stringify(way.subject).slice(0, 500));
      for (const { message } of messages) assert.match(message, /must/);
    });

  for (const way of harmless)
    it(`${way.rule} says nothing of ${way.name}`, async () => {
      const rules = [...byMeaning, way.rule];
      const messages = (await found(way)).filter(({ rule }) => rules.includes(rule));
      assert.deepEqual(messages, []);
    });
});
