import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { policiesPage, remediation } from "../../policies/document";
import { rules } from "../../policies/rules";

const root = path.resolve(__dirname, "../..");

describe("the rules' documentation", () => {
  it("docs/policies.md is what the rules say (npm run policies writes it)", async () => {
    const page = await format(policiesPage(rules), { parser: "markdown", printWidth: 100 });
    assert.equal(readFileSync(path.join(root, "docs/policies.md"), "utf8"), page);
  });

  it("policies/remediate.json sets every rule that remediates to do so", async () => {
    const levels = await format(remediation(rules), { parser: "json", printWidth: 100 });
    assert.equal(readFileSync(path.join(root, "policies/remediate.json"), "utf8"), levels);
  });

  it("gives every rule a name of its own", () => {
    assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
  });
});
