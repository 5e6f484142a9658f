import assert from "node:assert/strict";
import { rules } from "../../policies/rules";
import { objections } from "./in-process";
import type { OwnResource } from "./own-stacks";
import { ownStack } from "./own-stacks";
import { durable, ephemeral } from "./safe-defaults";

describe("our own stacks under the rules", () => {
  const stacks = new Map<string, readonly OwnResource[]>();

  before(async () => {
    for (const stack of ["dev", "local", "prod"]) stacks.set(stack, await ownStack(stack));
  });

  const resourcesOf = (stack: string) => {
    const resources = stacks.get(stack);
    assert.ok(resources);
    return resources;
  };

  for (const stack of ["dev", "local", "prod"]) {
    it(`${stack} keeps every rule`, async () => {
      assert.ok(resourcesOf(stack).length > 100);
      assert.deepEqual(await objections(resourcesOf(stack)), []);
    });
  }

  it("keeps nothing behind by retainOnDelete in ephemeral stacks, which no rule could see", () => {
    for (const stack of ["dev", "local"]) {
      const retained = resourcesOf(stack).filter(({ retainOnDelete }) => retainOnDelete);
      assert.deepEqual(
        retained.map(({ urn }) => urn),
        [],
      );
    }
  });

  it("turns off a safe default for every rule that our resources come under", () => {
    const covered = [...Object.values(ephemeral), ...Object.values(durable)].map(
      ([, rule]) => rule,
    );
    // Our stacks have none of what these are about; the fixtures do.
    const absent = [
      ...["redshift-serverless-capacity", "lambda-provisioned-concurrency", "function-url-auth"],
      ...["bucket-cors-origins", "bucket-no-website", "no-open-ingress-in-sum"],
      ...["public-access-block-on", "suppressions-in-force", "suppressions-valid"],
    ];
    const uncovered = rules.map(({ name }) => name).filter((name) => !covered.includes(name));
    assert.deepEqual(
      uncovered.sort(),
      [...absent, "kms-key-count", "secret-recovery-window"].sort(),
    );
  });

  for (const [stack, mutations] of Object.entries({ dev: ephemeral, prod: durable })) {
    for (const [change, [mutate, rule]] of Object.entries(mutations)) {
      it(`in ${stack}, ${rule} objects when ${change}`, async () => {
        const found = await objections(mutate(resourcesOf(stack)));
        assert.ok(
          found.some((each) => each.rule === rule),
          JSON.stringify(found),
        );
      });
    }
  }
});
