import assert from "node:assert/strict";
import { createCloud, type Cloud } from "../../local/cloud";
import { finished } from "./process";

describe("npm run leftovers", () => {
  let cloud: Cloud;

  before(async () => {
    cloud = await createCloud();
  });
  after(async () => {
    await cloud.stop();
  });

  const leftovers = (stack: string, endpoint = cloud.endpoint) =>
    finished("commands/leftovers.ts", ["--stack", stack, "--endpoint", endpoint]);

  it("says that nothing is left of a stack that this folder has", async () => {
    const { code, output } = await leftovers("dev");
    assert.equal(code, 0, output);
    assert.match(output, /^nothing is left of stack dev at http/);
  });

  it("says that a stack is unknown which neither this folder nor the account has", async () => {
    for (const endpoint of [cloud.endpoint, "http://127.0.0.1:9"]) {
      const { code, output } = await leftovers("nope", endpoint);
      assert.equal(code, 2, output);
      assert.match(output, /^leftovers: no stack nope is known: this folder has dev, local, prod/m);
      assert.doesNotMatch(output, /^nothing is left/m);
    }
  });

  it("lists what is left of a stack that only the account still has", async () => {
    const logGroupName = "/aws/lambda/sensors-store-elsewhere";
    await cloud.client.call("logs", "CreateLogGroup", { logGroupName });
    const { code, output } = await leftovers("elsewhere");
    assert.equal(code, 1, output);
    assert.ok(output.includes(logGroupName), output);
  });
});
