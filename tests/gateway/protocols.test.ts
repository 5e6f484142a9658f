import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { GlueClient, GetDatabaseCommand } from "@aws-sdk/client-glue";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Decoder, Encoder } from "cbor-x";
import type { Gateway } from "../../local/gateway/server";
import { AwsError } from "../../local/gateway/service";
import { clientOptions, service, start } from "./cloud";

const CREATED = 1_700_000_000;

describe("the gateway's protocols", () => {
  const seen: Record<string, Record<string, unknown>> = {};
  const record =
    (name: string, output: object) =>
    (input: Record<string, unknown>): object => {
      seen[name] = input;
      return output;
    };
  let gateway: Gateway;

  before(async () => {
    gateway = await start([
      service(
        { name: "sts" },
        { GetCallerIdentity: () => ({ Account: "000000000000", Arn: "arn", UserId: "u" }) },
      ),
      service(
        { name: "monitoring", targetPrefix: "GraniteServiceVersion20100801" },
        {
          PutMetricData: record("PutMetricData", {}),
          DescribeAlarms: record("DescribeAlarms", {
            MetricAlarms: [{ AlarmName: "a", StateUpdatedTimestamp: new Date(CREATED * 1000) }],
          }),
        },
      ),
      service(
        { name: "glue", targetPrefix: "AWSGlue" },
        {
          GetDatabase: () => {
            throw new AwsError("EntityNotFoundException", "Database d not found.");
          },
          Broken: () => {
            throw new TypeError("a bug");
          },
        },
      ),
    ]);
  });

  after(() => gateway.stop());

  it("unpacks CloudWatch's compressed requests", async () => {
    const client = new CloudWatchClient(clientOptions(gateway));
    const names = Array.from({ length: 500 }, (_, index) => `metric-${index}`);
    const MetricData = names.map((MetricName) => ({ MetricName, Value: 1.5 }));
    await client.send(new PutMetricDataCommand({ Namespace: "n", MetricData }));
    assert.deepEqual(seen["PutMetricData"], { Namespace: "n", MetricData });
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({}));
    assert.equal(MetricAlarms?.[0]?.StateUpdatedTimestamp?.getTime(), CREATED * 1000);
    client.destroy();
  });

  it("speaks Smithy RPC v2 CBOR, as boto3 does with CloudWatch", async () => {
    const encoder = new Encoder({ useRecords: false, mapsAsObjects: true });
    const call = (operation: string, input: object): Promise<Response> =>
      fetch(`${gateway.endpoint}/service/GraniteServiceVersion20100801/operation/${operation}`, {
        method: "POST",
        headers: {
          "content-type": "application/cbor",
          "smithy-protocol": "rpc-v2-cbor",
          "content-encoding": "gzip",
        },
        body: gzipSync(encoder.encode(input)),
      });
    const decode = async (response: Response): Promise<unknown> =>
      new Decoder({ mapsAsObjects: true }).decode(Buffer.from(await response.arrayBuffer()));
    const response = await call("DescribeAlarms", { StartDate: new Date(CREATED * 1000) });
    assert.equal(response.headers.get("smithy-protocol"), "rpc-v2-cbor");
    assert.deepEqual(seen["DescribeAlarms"], { StartDate: new Date(CREATED * 1000) });
    assert.deepEqual(await decode(response), {
      MetricAlarms: [{ AlarmName: "a", StateUpdatedTimestamp: new Date(CREATED * 1000) }],
    });
    const unknown = await call("Nothing", {});
    assert.equal(unknown.status, 501);
    const error = (await decode(unknown)) as { __type: string };
    assert.equal(error.__type, "UnknownOperationException");
  });

  it("gives errors their name and message in JSON", async () => {
    const client = new GlueClient(clientOptions(gateway));
    await assert.rejects(client.send(new GetDatabaseCommand({ Name: "d" })), {
      name: "EntityNotFoundException",
      message: "Database d not found.",
    });
    client.destroy();
  });

  it("names the service and the operation that it does not have", async () => {
    const call = (target: string): Promise<Response> =>
      fetch(gateway.endpoint, { method: "POST", headers: { "x-amz-target": target }, body: "{}" });
    for (const [target, named] of [
      ["AWSGlue.CreateJob", /glue.*CreateJob/],
      ["Mystery_2020.DoIt", /Mystery_2020.*DoIt/],
    ] as const) {
      const response = await call(target);
      assert.equal(response.status, 501);
      const { __type, message } = (await response.json()) as Record<string, string>;
      assert.equal(__type, "UnknownOperationException");
      assert.match(message ?? "", named);
      assert.match(message ?? "", /local cloud/);
    }
    const sts = new STSClient(clientOptions(gateway));
    assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Account, "000000000000");
    sts.destroy();
  });

  it("reports its own faults as InternalFailure", async () => {
    const headers = { "x-amz-target": "AWSGlue.Broken" };
    const response = await fetch(gateway.endpoint, { method: "POST", headers, body: "{}" });
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), { __type: "InternalFailure", message: "a bug" });
  });

  it("refuses a body that is not what its content type says", async () => {
    const headers = { "x-amz-target": "AWSGlue.GetDatabase" };
    const response = await fetch(gateway.endpoint, { method: "POST", headers, body: "{" });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /SerializationException/);
  });
});
