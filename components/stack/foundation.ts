import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { forgetRefusal, heldBack, refuseUnless } from "../arguments";
import { PrivateBucket } from "../bucket";
import { checkAutomaticName, NameRegister, type NameKind, type NameOwner } from "../names";
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
  /** Where the other buckets' requests are logged, if the setting `accessLogs` says so. */
  readonly accessLogs?: PrivateBucket;
  readonly alarmTopicArn: pulumi.Output<string>;
  private readonly names: NameRegister;

  constructor(name: string, settings: Settings, opts?: pulumi.ComponentResourceOptions) {
    super("streaming:components:Foundation", name, {}, heldBack(opts));
    forgetRefusal();
    checkStack(name, settings.stack);
    this.settings = settings;
    this.names = new NameRegister(settings.stack);
    const tags = this.tags("shared");
    const common = { tags, forceDestroy: !settings.durable, versioned: settings.durable };
    if (settings.accessLogs)
      this.accessLogs = new PrivateBucket(
        "access-logs",
        {
          ...common,
          takesLogs: true,
          lifecycle: [{ prefix: "", expireDays: settings.durable ? 365 : 30 }],
        },
        { parent: this },
      );
    this.failures = new PrivateBucket(
      `${name}-failures`,
      {
        ...common,
        logs: this.accessLogs,
        lifecycle: [{ prefix: "", expireDays: settings.durable ? 365 : 30 }],
      },
      { parent: this, aliases: [{ name: "failures" }] },
    );
    const alarms = new AlarmTopic(
      `${name}-alarms`,
      {
        name: this.physicalName("topic", "stream-alarms", {
          owner: name,
          from: "the topic of alarms",
        }),
        tags,
        email: settings.alarmEmail,
      },
      { parent: this, aliases: [{ name: "alarms" }] },
    );
    this.alarmTopicArn = alarms.arn;
    checkAutomaticName("budget", { owner: `${name}-monthly`, from: "the foundation's name" });
    new aws.budgets.Budget(`${name}-monthly`, monthlyBudget(settings, alarms.arn, tags), {
      parent: this,
      aliases: [{ name: "monthly" }],
    });
    this.registerOutputs({ failures: this.failures.name, alarmTopicArn: this.alarmTopicArn });
  }

  /**
   * The name in AWS: as it stands in stack `dev`, with the stack's name behind it elsewhere. Throws
   * when AWS would refuse it, or when another resource of the stack has it.
   */
  physicalName(kind: NameKind, base: string, owner: NameOwner): string {
    return this.names.physicalName(kind, base, owner);
  }

  /** Checks and takes a name that goes without the stack's, such as a table's in its database. */
  takeName(kind: NameKind, name: string, owner: NameOwner): string {
    return this.names.take(kind, name, owner);
  }

  /** The tags of every resource of a scenario. */
  tags(scenario: string): Readonly<Record<string, string>> {
    const { project, stack, expires } = this.settings;
    return { project, stack, scenario, ...(expires !== undefined && { expires }) };
  }
}

/**
 * Dots have no place in the names of functions and topics, and written otherwise they would give two
 * stacks, a.b and a-b, the same names.
 */
function checkStack(component: string, stack: string): void {
  const undotted = stack.replace(/\./g, "-");
  refuseUnless(
    stack === undotted,
    component,
    `the stack's name, "${stack}", has a dot, which AWS refuses in names of functions and topics`,
    `name it ${undotted}, which replaces no resource: pulumi stack rename ${undotted}`,
  );
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
