import assert from "node:assert/strict";
import { EnforcementLevel } from "@pulumi/pulumi/proto/analyzer_pb";
import { unknownNames } from "../../policies/rule/configuration";
import { rules } from "../../policies/rules";
import remediation from "../../policies/remediate.json";
import { Pack } from "./analyzer";

describe("the names in a policy pack's configuration", () => {
  it("may be any rule, any of its settings, and all", () => {
    const everything = Object.fromEntries(
      rules.map(({ name, settings }) => [name, Object.keys(settings)]),
    );
    assert.equal(unknownNames(rules, { ...everything, all: [] }), undefined);
    assert.equal(unknownNames(rules, {}), undefined);
  });

  it("are known in the configuration that this project brings along", () => {
    const configured = Object.fromEntries(Object.keys(remediation).map((name) => [name, []]));
    assert.equal(unknownNames(rules, configured), undefined);
  });

  const refusals: readonly (readonly [string, Record<string, string[]>, RegExp])[] = [
    ["a misspelt rule", { "log-retentoin": [] }, /no rule "log-retentoin": did you mean "log-/],
    ["another spelling", { log_retention: [] }, /did you mean "log-retention"\?/],
    ["an invented rule", { zzz: ["a"] }, /no rule "zzz": docs\/policies\.md lists the rules/],
    [
      "a setting that no rule has",
      { "log-retention": ["age"] },
      /"log-retention" has no setting "age": it has /,
    ],
    ["a setting of all", { all: ["durableStacks"] }, /no rule "all"/],
    ["a name of every object", { constructor: [] }, /no rule "constructor"/],
    ["the one fault among what is right", { "log-retention": [], nope: [] }, /no rule "nope"/],
  ];
  for (const [what, configured, says] of refusals) {
    it(`cannot be ${what}`, () => {
      const fault = unknownNames(rules, configured) ?? "";
      assert.match(fault, says);
      assert.doesNotMatch(fault, /\n/);
    });
  }

  it("are all told of at once", () => {
    const fault = unknownNames(rules, { nope: [], "log-retention": ["age", "weeks"] });
    for (const name of ["nope", "age", "weeks"]) assert.ok(fault?.includes(`"${name}"`), fault);
  });
});

describe("the policy pack, given a configuration that it does not know", function () {
  let pack: Pack;

  before(async () => {
    pack = await Pack.start();
  });
  after(async () => {
    await pack.stop();
  });

  it("refuses it in words, and goes on with one that it knows", async () => {
    const level = EnforcementLevel.MANDATORY;
    await assert.rejects(pack.configure("log-retentoin", {}, level), /no rule "log-retentoin"/);
    await assert.rejects(
      pack.configure("log-retention", { age: 3 }, level),
      /"log-retention" has no setting "age"/,
    );
    await pack.configure("log-retention", {}, level);
  });
});
