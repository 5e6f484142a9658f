import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { SinkPermission, SinkScope } from "./sink";
import { TableSink } from "./table";

export interface AlertTopicArgs {
  readonly topic: string;
  readonly scope: SinkScope;
}

/**
 * An encrypted SNS topic, with a ledger of the alerts sent: SNS delivers at least once and Kinesis
 * redelivers, so what keeps a retry from alerting twice is an entry per alert, for 400 days.
 */
export class AlertTopic extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;
  readonly ledger: aws.dynamodb.Table;

  constructor(name: string, args: AlertTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:AlertTopic", name, {}, opts);
    const { foundation, scenario } = args.scope;
    const topic = new aws.sns.Topic(
      name,
      {
        name: foundation.physicalName("topic", args.topic, { owner: name, from: "topic" }),
        // Publishers of this account need no permission on the AWS managed key.
        kmsMasterKeyId: "alias/aws/sns",
        tags: foundation.tags(scenario),
      },
      { parent: this },
    );
    this.topicArn = topic.arn;
    const { alertEmail } = foundation.settings;
    if (alertEmail !== undefined)
      new aws.sns.TopicSubscription(
        name,
        { topic: topic.arn, protocol: "email", endpoint: alertEmail },
        { parent: this },
      );
    this.ledger = new TableSink(
      `${name}-ledger`,
      { table: `${args.topic}-ledger`, partitionKey: "id", ttl: "expires", scope: args.scope },
      { parent: this },
    ).table;
    this.registerOutputs({ topicArn: this.topicArn, ledger: this.ledger.name });
  }
}

/** What the writers do with the ledger: claim an alert, and mark it sent. */
export function ledgerPermission(alerts: AlertTopic): SinkPermission {
  return {
    actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
    resources: [alerts.ledger.arn],
  };
}
