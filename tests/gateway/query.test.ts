import assert from "node:assert/strict";
import { DescribeSubnetsCommand, DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DescribeClustersCommand, RedshiftClient } from "@aws-sdk/client-redshift";
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  PublishCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import type { Gateway } from "../../local/gateway/server";
import { AwsError } from "../../local/gateway/service";
import { clientOptions, service, start } from "./cloud";

const CREATED = 1_700_000_000;

describe("the gateway's query protocol", () => {
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
        { name: "sns" },
        {
          CreateTopic: record("CreateTopic", { TopicArn: "arn:topic" }),
          Publish: record("Publish", { MessageId: "m & <1>" }),
          GetTopicAttributes: () => ({ Attributes: { DisplayName: "a", Policy: '{"a":"<b>"}' } }),
        },
      ),
      service(
        {
          name: "redshift",
        },
        {
          DescribeClusters: record("DescribeClusters", {
            Clusters: [{ ClusterIdentifier: "c", ClusterCreateTime: CREATED, NumberOfNodes: 1 }],
          }),
        },
      ),
      service(
        { name: "ec2" },
        {
          DescribeSubnets: ({ SubnetIds }: { SubnetIds: string[] }) => {
            const message = `The subnet ID '${SubnetIds.join()}' does not exist`;
            throw new AwsError("InvalidSubnetID.NotFound", message);
          },
          DescribeVpcs: record("DescribeVpcs", { Vpcs: [{ VpcId: "vpc-1", IsDefault: false }] }),
        },
      ),
    ]);
  });

  after(() => gateway.stop());

  it("reads nested forms and writes XML for the query protocol", async () => {
    const client = new SNSClient(clientOptions(gateway));
    const topic = await client.send(
      new CreateTopicCommand({
        Name: "t",
        Attributes: { DisplayName: "d", KmsMasterKeyId: "k" },
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    assert.equal(topic.TopicArn, "arn:topic");
    assert.ok(topic.$metadata.requestId);
    assert.deepEqual(seen["CreateTopic"], {
      Name: "t",
      Attributes: { DisplayName: "d", KmsMasterKeyId: "k" },
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
    });
    const attributes = { id: { DataType: "String", StringValue: "x" } };
    const published = await client.send(
      new PublishCommand({ TopicArn: "a", Message: "é & +", MessageAttributes: attributes }),
    );
    assert.equal(published.MessageId, "m & <1>");
    assert.deepEqual(seen["Publish"], {
      TopicArn: "a",
      Message: "é & +",
      MessageAttributes: attributes,
    });
    const got = await client.send(new GetTopicAttributesCommand({ TopicArn: "a" }));
    assert.deepEqual(got.Attributes, { DisplayName: "a", Policy: '{"a":"<b>"}' });
    client.destroy();
  });

  it("writes lists by their item names and timestamps as ISO dates in XML", async () => {
    const client = new RedshiftClient(clientOptions(gateway));
    const { Clusters } = await client.send(
      new DescribeClustersCommand({ TagKeys: ["x", "y"], ClusterIdentifier: "c" }),
    );
    assert.equal(Clusters?.[0]?.ClusterCreateTime?.getTime(), CREATED * 1000);
    assert.equal(Clusters[0].NumberOfNodes, 1);
    assert.deepEqual(seen["DescribeClusters"], { TagKeys: ["x", "y"], ClusterIdentifier: "c" });
    client.destroy();
  });

  it("answers EC2 in EC2's own form", async () => {
    const client = new EC2Client(clientOptions(gateway));
    const filter = [{ Name: "tag:a", Values: ["1", "2"] }];
    const { Vpcs } = await client.send(new DescribeVpcsCommand({ Filters: filter }));
    assert.deepEqual(Vpcs, [{ VpcId: "vpc-1", IsDefault: false }]);
    assert.deepEqual(seen["DescribeVpcs"], { Filters: filter });
    const missing = client.send(new DescribeSubnetsCommand({ SubnetIds: ["subnet-1"] }));
    await assert.rejects(missing, {
      name: "InvalidSubnetID.NotFound",
      message: "The subnet ID 'subnet-1' does not exist",
    });
    client.destroy();
  });
});
