import { AwsError } from "../gateway/service";
import type { Operation, Service } from "../gateway/service";
import { TagStore, taggedOf, tagOperations, type TagLimits } from "./tags";
import type { TagSource } from "./tagging";

interface Notification {
  readonly NotificationType: string;
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly ThresholdType?: string;
}

interface Watched {
  readonly Notification: Notification;
  readonly Subscribers: readonly { readonly SubscriptionType: string; readonly Address: string }[];
}

interface BudgetShape {
  readonly BudgetName: string;
  readonly [member: string]: unknown;
}

interface Budget {
  shape: BudgetShape;
  notifications: readonly Watched[];
  readonly arn: string;
  readonly tags: TagStore;
}

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface CreateInput {
  readonly Budget: BudgetShape;
  readonly NotificationsWithSubscribers?: readonly Watched[];
  readonly ResourceTags?: readonly Tag[];
}

interface NamedInput {
  readonly BudgetName: string;
}

interface NotificationInput extends NamedInput {
  readonly Notification: Notification;
  readonly Subscribers: Watched["Subscribers"];
}

/** Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_TagResource.html */
const TAGS: TagLimits = {
  tooMany: ["ServiceQuotaExceededException", "A budget can have at most 50 tags."],
  invalid: "InvalidParameterException",
};

/** AWS Budgets as they are declared: nothing is spent locally, so nothing is ever notified. */
export function createBudgets({ accountId }: { readonly accountId: string }): Service & TagSource {
  const budgets = new Map<string, Budget>();
  const arnOf = (name: string): string => `arn:aws:budgets::${accountId}:budget/${name}`;
  const find = (name: string): Budget => {
    const budget = budgets.get(name);
    if (budget) return budget;
    throw new AwsError(
      "NotFoundException",
      `Unable to get budget: ${name} - the budget doesn't exist.`,
    );
  };
  const described = ({ shape }: Budget): object => ({
    ...shape,
    CalculatedSpend: { ActualSpend: { Amount: "0.0", Unit: "USD" } },
    HealthStatus: { Status: "HEALTHY" },
  });

  function create({
    Budget: shape,
    NotificationsWithSubscribers,
    ResourceTags,
  }: CreateInput): object {
    if (budgets.has(shape.BudgetName)) {
      const message = `Error creating budget: ${shape.BudgetName} - the budget already exists.`;
      throw new AwsError("DuplicateRecordException", message);
    }
    budgets.set(shape.BudgetName, {
      shape,
      notifications: NotificationsWithSubscribers ?? [],
      arn: arnOf(shape.BudgetName),
      tags: new TagStore(TAGS, ResourceTags),
    });
    return {};
  }

  const operations: Record<string, Operation> = {
    CreateBudget: { run: create },
    DescribeBudget: {
      run: ({ BudgetName }: NamedInput) => ({ Budget: described(find(BudgetName)) }),
    },
    DescribeBudgets: { run: () => ({ Budgets: [...budgets.values()].map(described) }) },
    UpdateBudget: {
      run({ NewBudget }: { NewBudget: BudgetShape }) {
        find(NewBudget.BudgetName).shape = NewBudget;
        return {};
      },
    },
    DeleteBudget: {
      run({ BudgetName }: NamedInput) {
        find(BudgetName);
        budgets.delete(BudgetName);
        return {};
      },
    },
    ...notificationOperations(find),
    ...tagOperations("budgets", {
      resource: "ResourceARN",
      tags: "ResourceTags",
      keys: "ResourceTagKeys",
      find: (arn) => find(arn.split(":budget/")[1] ?? arn).tags,
    }),
  };
  return {
    name: "budgets",
    targetPrefix: "AWSBudgetServiceGateway",
    operations,
    tagged: () => taggedOf(budgets.values()),
  };
}

function notificationOperations(find: (name: string) => Budget): Record<string, Operation> {
  const key = (each: Notification): string =>
    [each.NotificationType, each.ComparisonOperator, each.Threshold, each.ThresholdType].join();
  const others = (budget: Budget, { Notification: one }: NotificationInput): readonly Watched[] =>
    budget.notifications.filter((each) => key(each.Notification) !== key(one));
  return {
    DescribeNotificationsForBudget: {
      run: ({ BudgetName }: NamedInput) => ({
        Notifications: find(BudgetName).notifications.map(({ Notification: one }) => one),
      }),
    },
    DescribeSubscribersForNotification: {
      run(input: NotificationInput) {
        const watched = find(input.BudgetName).notifications;
        const found = watched.find((each) => key(each.Notification) === key(input.Notification));
        if (found) return { Subscribers: found.Subscribers };
        throw new AwsError("NotFoundException", "The notification doesn't exist.");
      },
    },
    CreateNotification: {
      run(input: NotificationInput) {
        const { Notification: one, Subscribers } = input;
        const budget = find(input.BudgetName);
        if (others(budget, input).length < budget.notifications.length) {
          throw new AwsError("DuplicateRecordException", "The notification already exists.");
        }
        budget.notifications = [...budget.notifications, { Notification: one, Subscribers }];
        return {};
      },
    },
    DeleteNotification: {
      run(input: NotificationInput) {
        const budget = find(input.BudgetName);
        budget.notifications = others(budget, input);
        return {};
      },
    },
  };
}
