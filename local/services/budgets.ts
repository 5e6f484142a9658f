import type { Budget, Notification, NotificationWithSubscribers } from "@aws-sdk/client-budgets";
import { AwsError } from "../gateway/service";
import type { Operations, Service } from "../gateway/service";
import type { Rules } from "../gateway/model/rules";
import { TagStore, taggedOf, tagOperations, tagRules, type TagLimits } from "./tags";
import type { TagSource } from "./tagging";

interface Watched {
  readonly arn: string;
  shape: Budget;
  notifications: readonly NotificationWithSubscribers[];
  readonly tags: TagStore;
}

/** Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_TagResource.html */
const TAGS: TagLimits = {
  tooMany: ["ServiceQuotaExceededException", "A budget can have at most 50 tags."],
  invalid: "InvalidParameterException",
};

/** Source: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html */
const rules: Rules = {
  ...tagRules,
  AccountId: { length: [12, 12], pattern: "\\d{12}" },
  BudgetName: { length: [1, 100], pattern: "(?![^:\\\\]*/action/)[^:\\\\]+" },
  Threshold: { range: [0, 15_000_000_000_000] },
  NotificationsWithSubscribers: { length: [0, 10] },
  Subscribers: { length: [1, 11] },
  ResourceTags: { length: [0, 200] },
  "ResourceTag.Key": { length: [1, 128] },
  "ResourceTag.Value": { length: [0, 256] },
  ResourceTagKeys: { length: [0, 200], each: { length: [1, 128] } },
};

/** AWS Budgets as they are declared: nothing is spent locally, so nothing is ever notified. */
export function createBudgets({ accountId }: { readonly accountId: string }): Service & TagSource {
  const budgets = new Map<string, Watched>();
  const find = (name: string): Watched => {
    const budget = budgets.get(name);
    if (budget) return budget;
    throw new AwsError(
      "NotFoundException",
      `Unable to get budget: ${name} - the budget doesn't exist.`,
    );
  };
  const described = ({ shape }: Watched): Budget => ({
    ...shape,
    CalculatedSpend: { ActualSpend: { Amount: "0.0", Unit: "USD" } },
    HealthStatus: { Status: "HEALTHY" },
  });

  const operations: Operations<"budgets"> = {
    CreateBudget: {
      run({ Budget: shape, NotificationsWithSubscribers: notifications = [], ResourceTags }) {
        const { BudgetName: name } = shape;
        if (budgets.has(name)) {
          const message = `Error creating budget: ${name} - the budget already exists.`;
          throw new AwsError("DuplicateRecordException", message);
        }
        const arn = `arn:aws:budgets::${accountId}:budget/${name}`;
        budgets.set(name, { arn, shape, notifications, tags: new TagStore(TAGS, ResourceTags) });
        return {};
      },
    },
    DescribeBudget: { run: ({ BudgetName }) => ({ Budget: described(find(BudgetName)) }) },
    DescribeBudgets: { run: () => ({ Budgets: [...budgets.values()].map(described) }) },
    UpdateBudget: {
      run({ NewBudget }) {
        find(NewBudget.BudgetName).shape = NewBudget;
        return {};
      },
    },
    DeleteBudget: {
      run({ BudgetName }) {
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
    validationCode: "InvalidParameterException",
    rules,
    operations,
    tagged: () => taggedOf(budgets.values()),
  };
}

function notificationOperations(find: (name: string) => Watched): Operations<"budgets"> {
  const key = (each: Notification): string =>
    [each.NotificationType, each.ComparisonOperator, each.Threshold, each.ThresholdType].join();
  const is = (one: Notification) => (each: NotificationWithSubscribers) =>
    each.Notification !== undefined && key(each.Notification) === key(one);
  return {
    DescribeNotificationsForBudget: {
      run: ({ BudgetName }) => ({
        Notifications: find(BudgetName).notifications.flatMap((each) => each.Notification ?? []),
      }),
    },
    DescribeSubscribersForNotification: {
      run({ BudgetName, Notification: one }) {
        const found = find(BudgetName).notifications.find(is(one));
        if (found) return { Subscribers: found.Subscribers };
        throw new AwsError("NotFoundException", "The notification doesn't exist.");
      },
    },
    CreateNotification: {
      run({ BudgetName, Notification: one, Subscribers }) {
        const budget = find(BudgetName);
        if (budget.notifications.some(is(one))) {
          throw new AwsError("DuplicateRecordException", "The notification already exists.");
        }
        budget.notifications = [...budget.notifications, { Notification: one, Subscribers }];
        return {};
      },
    },
    DeleteNotification: {
      run({ BudgetName, Notification: one }) {
        const budget = find(BudgetName);
        budget.notifications = budget.notifications.filter((each) => !is(one)(each));
        return {};
      },
    },
  };
}
