import assert from "node:assert/strict";
import { priceListOf } from "../../policies/pricing/price-list";
import { monthlyCost } from "../../policies/pricing/fixed";
import type { StackResource } from "../../policies/rule/resource";
import { registered, stream } from "./resources";

const prices = priceListOf("us-east-1");
const perMonth = (...resources: readonly StackResource[]) => monthlyCost(resources, prices).total;
const perDay = (...resources: readonly StackResource[]) => (perMonth(...resources) * 24) / 730;

const close = (actual: number, expected: number) => {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
};

const cluster = registered("aws:redshift/cluster:Cluster", "warehouse", {
  clusterIdentifier: "warehouse",
  nodeType: "ra3.large",
});

const action = (verb: string, schedule: string) =>
  registered("aws:redshift/scheduledAction:ScheduledAction", verb, {
    schedule,
    targetAction: { [verb]: { clusterIdentifier: "warehouse" } },
  });

describe("what a stack costs without traffic", () => {
  it("is the lab's own figure for its shard: $0.36 a day", () => {
    close(perDay(stream()), 0.36);
  });

  it("is nothing for the rest of the lab's table: Firehose, lake, function, catalogue, Athena", () => {
    const rest = [
      "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
      "aws:s3/bucket:Bucket",
      "aws:lambda/function:Function",
      "aws:glue/catalogDatabase:CatalogDatabase",
      "aws:glue/catalogTable:CatalogTable",
      "aws:athena/workgroup:Workgroup",
    ].map((type) => registered(type, "lab"));
    const cost = monthlyCost(rest, prices);
    assert.equal(cost.total, 0);
    assert.deepEqual(cost.unpriced, []);
  });

  it("grows with shards, with long retention, and is another for on-demand streams", () => {
    close(perDay(stream({ shardCount: 3 })), 1.08);
    close(perDay(stream({ retentionPeriod: 168 })), 0.36 + 0.48);
    close(perDay(stream({ streamModeDetails: { streamMode: "ON_DEMAND" } })), 0.96);
  });

  it("counts a fan-out consumer for each shard of its stream", () => {
    const fanOut = registered("aws:kinesis/streamConsumer:StreamConsumer", "fast", {
      streamArn: stream().props["arn"],
    });
    close(perDay(stream({ shardCount: 2 }), fanOut), 0.72 + 0.72);
  });

  it("is $396.39 a month for a ra3.large, and by the hours that it runs when it is paused", () => {
    close(perMonth(cluster), 396.39);
    // Twelve hours on each of five days: 60 of 168.
    const paused = perMonth(
      cluster,
      action("resumeCluster", "cron(0 7 ? * MON-FRI *)"),
      action("pauseCluster", "cron(0 19 ? * MON-FRI *)"),
    );
    close(paused, (396.39 * 60) / 168);
  });

  it("takes a schedule that it cannot read for none", () => {
    const odd = [action("resumeCluster", "cron(0 7 1 * ? *)"), action("pauseCluster", "at(2030)")];
    close(perMonth(cluster, ...odd), 396.39);
  });

  it("counts a cluster that nothing resumes as running", () => {
    close(perMonth(cluster, action("pauseCluster", "cron(0 19 ? * * *)")), 396.39);
  });

  it("counts the NAT gateways that awsx would make, once", () => {
    const vpc = (props: StackResource["props"]) => registered("awsx:ec2:Vpc", "vpc", props);
    const gateway = registered("aws:ec2/natGateway:NatGateway", "nat");
    close(perMonth(vpc({ cidrBlock: "10.0.0.0/16" })), 3 * 32.85);
    close(perMonth(vpc({ natGateways: { strategy: "Single" } })), 32.85);
    close(perMonth(vpc({ natGateways: { strategy: "None" } })), 0);
    close(perMonth(vpc({ vpcId: "vpc-1", natGateways: [{}] }), gateway), 32.85);
  });

  it("names what it has no price for instead of taking it for free", () => {
    const instance = registered("aws:ec2/instance:Instance", "server");
    const large = registered("aws:redshift/cluster:Cluster", "odd", { nodeType: "rg.large" });
    const cost = monthlyCost([instance, large, stream()], prices);
    assert.deepEqual(cost.unpriced, [instance, large]);
  });

  it("says which regions have prices when one has none", () => {
    assert.throws(() => priceListOf("mars-1"), /no prices for the region mars-1; known: us-east-1/);
  });
});
