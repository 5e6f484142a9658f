import assert from "node:assert/strict";
import { createCloud, type Cloud } from "../../local/cloud";
import { AwsError } from "../../local/gateway/service";
import { packages, serviceClient, type SdkError } from "./clients";
import { creations } from "./duplicates";
import { sampleInput } from "./sample";

/** Operations whose clients put a prefix before the host, which no loopback address can have. */
const elsewhere = new Set(["GetLogObject", "StartLiveTail", "WriteGetObjectResponse"]);

/** An answer to HEAD has no body: the SDK has no text for it on AWS either. */
const bodiless = new Set(["HeadBucket", "HeadObject"]);

/** What a user would not understand of an error; undefined when there is nothing. */
function unclear(operation: string, error: SdkError): string | undefined {
  const { name, message, $metadata } = error;
  const status = $metadata?.httpStatusCode ?? 0;
  const said = `${operation}: ${status} ${name} ${JSON.stringify(message)}`;
  if (name === "" || name === "Error" || status < 400) return said;
  if (status >= 500 && status !== 501) return said;
  if (bodiless.has(operation)) return undefined;
  const wordless = /^\s*$|UnknownError|undefined|\[object|is not a function|Cannot read/;
  return wordless.test(message) ? said : undefined;
}

describe("the local cloud's errors", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await createCloud();
  });
  after(() => cloud.stop());

  for (const name of packages) {
    it(`have a name, a status and words for every operation of ${name}`, async () => {
      const client = await serviceClient(name, cloud.endpoint);
      const wrong: string[] = [];
      let errors = 0;
      for (const operation of client.operations.filter((each) => !elsewhere.has(each))) {
        for (const texts of [false, true]) {
          const error = await client.errorOf(
            operation,
            sampleInput(client.inputOf(operation), texts),
          );
          if (error === undefined) continue;
          errors += 1;
          wrong.push(unclear(operation, error) ?? "");
        }
      }
      client.destroy();
      assert.deepEqual(wrong.filter(Boolean), []);
      assert.ok(errors > client.operations.length, `${errors} errors`);
    });
  }

  for (const { service, operation, input, error, says } of creations) {
    it(`say what is there already: ${service} ${operation}`, async () => {
      const client = await serviceClient(service, cloud.endpoint);
      assert.equal(await client.errorOf(operation, input), undefined);
      const second = await client.errorOf(operation, input);
      client.destroy();
      assert.equal(second?.name, error, second?.message);
      assert.match(second.message, says);
    });
  }

  it("say their code where a service gives no text", () => {
    assert.equal(new AwsError("ThrottlingException", " ").message, "ThrottlingException");
  });
});
