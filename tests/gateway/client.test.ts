import assert from "node:assert/strict";
import { connect } from "../../local/gateway/remote";
import type { Gateway } from "../../local/gateway/server";
import { AwsError } from "../../local/gateway/service";
import type { CloudClient, Principal } from "../../local/gateway/service";
import { ACCOUNT, REGION, service, start } from "./cloud";

const role: Principal = { kind: "role", roleArn: "arn:aws:iam::0:role/r", sessionName: "s" };

describe("a client of the cloud", () => {
  let gateway: Gateway;
  let clients: readonly CloudClient[];

  before(async () => {
    gateway = await start(
      [
        service(
          { name: "echo", targetPrefix: "Echo" },
          {
            Echo: (input: object) => input,
            Fail: () => {
              throw new AwsError("Refused", "Not so.", 409, { Reason: "none" });
            },
          },
        ),
      ],
      {
        authorize: (_principal, [action]) => {
          throw new AwsError("AccessDeniedException", `not authorized: ${action}`, 403);
        },
      },
    );
    clients = [gateway.client(), await connect(gateway.endpoint)];
  });

  after(() => gateway.stop());

  it("gets the same answers in this process and from another one", async () => {
    for (const client of clients) {
      assert.deepEqual([client.region, client.accountId], [REGION, ACCOUNT]);
      assert.equal(client.endpoint, gateway.endpoint);
      const input = {
        text: "é",
        bytes: Buffer.from([0, 255]),
        at: new Date(5),
        list: [{ a: null }],
      };
      assert.deepEqual(await client.request("echo", "Echo", input), input);
    }
  });

  it("gets the same errors", async () => {
    for (const client of clients) {
      await assert.rejects(client.request("echo", "Fail", {}), (error) => {
        assert.ok(error instanceof AwsError);
        const { code, message, statusCode, fields } = error;
        assert.deepEqual([code, message, statusCode], ["Refused", "Not so.", 409]);
        assert.deepEqual(fields, { Reason: "none" });
        return true;
      });
      await assert.rejects(client.request("echo", "None", {}), {
        code: "UnknownOperationException",
      });
      await assert.rejects(client.request("none", "None", {}), /does not implement none:None/);
    }
  });

  it("is unrestricted unless it acts as a role", async () => {
    for (const client of clients) {
      const denied = client.request("echo", "Echo", {}, role);
      await assert.rejects(denied, { code: "AccessDeniedException", message: /echo:Echo/ });
    }
  });

  it("does not answer forms that any web page could send", async () => {
    const body = JSON.stringify({ service: "echo", operation: "Echo", input: {} });
    const url = `${gateway.endpoint}/_local/call`;
    const plain = await fetch(url, { method: "POST", body });
    assert.equal(plain.status, 415);
  });

  it("says so when nothing or something else answers at the endpoint", async () => {
    await assert.rejects(connect("http://127.0.0.1:9"), { code: "ECONNREFUSED" });
    await assert.rejects(connect(`${gateway.endpoint}/x`), /did not answer with JSON/);
  });
});
