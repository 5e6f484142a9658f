import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface AlarmTopicArgs {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Who is told; the address must confirm the subscription. */
  readonly email?: string;
}

/** Services that publish here. */
const publishers = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"];

/**
 * The SNS topic that a stack's alarms go to. It has a key of its own, because CloudWatch cannot
 * publish to a topic under the AWS managed key: that key's policy does not admit it.
 */
export class AlarmTopic extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:AlarmTopic", name, {}, opts);
    const options = { parent: this };
    const account = aws.getCallerIdentityOutput({}, options).accountId;
    const partition = aws.getPartitionOutput({}, options).partition;
    const key = new aws.kms.Key(
      name,
      {
        description: `Encrypts the topic ${args.name}`,
        enableKeyRotation: true,
        deletionWindowInDays: 7,
        policy: keyPolicy(account, partition),
        tags: args.tags,
      },
      options,
    );
    const topic = new aws.sns.Topic(
      name,
      { name: args.name, kmsMasterKeyId: key.arn, tags: args.tags },
      options,
    );
    this.arn = topic.arn;
    new aws.sns.TopicPolicy(
      name,
      { arn: topic.arn, policy: topicPolicy(topic.arn, account) },
      options,
    );
    if (args.email !== undefined)
      new aws.sns.TopicSubscription(
        name,
        { topic: topic.arn, protocol: "email", endpoint: args.email },
        options,
      );
    this.registerOutputs({ arn: this.arn });
  }
}

function keyPolicy(
  account: pulumi.Output<string>,
  partition: pulumi.Output<string>,
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        // Without it nobody could change or delete the key. In a key policy "*" is the key itself.
        Sid: "AccountAdministers",
        Effect: "Allow",
        Principal: { AWS: pulumi.interpolate`arn:${partition}:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "AlarmsPublish",
        Effect: "Allow",
        Principal: { Service: publishers },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ],
  });
}

function topicPolicy(
  arn: pulumi.Output<string>,
  account: pulumi.Output<string>,
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AlarmsPublish",
        Effect: "Allow",
        Principal: { Service: publishers },
        Action: "sns:Publish",
        Resource: arn,
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ],
  });
}
