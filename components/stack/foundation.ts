import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "../bucket";
import { AlarmTopic } from "./alarm-topic";
import type { Settings } from "./settings";

/**
 * What all pipelines of a stack share: names and tags, the bucket for records that could not be
 * processed, the topic that alarms go to, and a budget.
 *
 * ```ts
 * const foundation = new Foundation("foundation", readSettings());
 * ```
 */
export class Foundation extends pulumi.ComponentResource {
  readonly settings: Settings;
  /** Quarantined records under `quarantine/`, discarded batches under `aws/lambda/`. */
  readonly failures: PrivateBucket;
  readonly alarmTopicArn: pulumi.Output<string>;

  constructor(name: string, settings: Settings, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:Foundation", name, {}, opts);
    this.settings = settings;
    const tags = this.tags("shared");
    this.failures = new PrivateBucket(
      "failures",
      {
        tags,
        forceDestroy: !settings.durable,
        versioned: settings.durable,
        lifecycle: [{ prefix: "", expireDays: settings.durable ? 365 : 30 }],
      },
      { parent: this },
    );
    const alarms = new AlarmTopic(
      "alarms",
      { name: this.physicalName("stream-alarms"), tags, email: settings.alarmEmail },
      { parent: this },
    );
    this.alarmTopicArn = alarms.arn;
    new aws.budgets.Budget("monthly", monthlyBudget(settings, alarms.arn, tags), { parent: this });
    this.registerOutputs({ failures: this.failures.name, alarmTopicArn: this.alarmTopicArn });
  }

  /** The name in AWS: as it stands in stack `dev`, with the stack's name behind it elsewhere. */
  physicalName(base: string): string {
    const { stack } = this.settings;
    return stack === "dev" ? base : `${base}-${stack.replace(/[^A-Za-z0-9_-]/g, "-")}`;
  }

  /** The tags of every resource of a scenario. */
  tags(scenario: string): Readonly<Record<string, string>> {
    const { project, stack, expires } = this.settings;
    return { project, stack, scenario, ...(expires !== undefined && { expires }) };
  }
}

/**
 * Counts the account's whole cost: a filter by tag would see nothing until somebody activates the
 * tag for cost allocation.
 */
function monthlyBudget(
  settings: Settings,
  topic: pulumi.Output<string>,
  tags: Readonly<Record<string, string>>,
): aws.budgets.BudgetArgs {
  const notice = (notificationType: string, threshold: number) => ({
    notificationType,
    threshold,
    thresholdType: "PERCENTAGE",
    comparisonOperator: "GREATER_THAN",
    subscriberSnsTopicArns: [topic],
  });
  return {
    budgetType: "COST",
    limitAmount: settings.monthlyBudgetUsd.toFixed(2),
    limitUnit: "USD",
    timeUnit: "MONTHLY",
    notifications: [notice("ACTUAL", 80), notice("FORECASTED", 100)],
    tags,
  };
}
