import { isDeepStrictEqual } from "node:util";
import type * as aws from "@pulumi/aws";
import type { Cloud, Inputs } from "../kind";

type Given = NonNullable<Inputs<aws.budgets.BudgetArgs>["notifications"]>;
type Watched = ReturnType<typeof watchedOf>[number];

/** A program's notifications in the shape of the API. */
export function watchedOf(notifications: Given = []) {
  const subscribers = (type: string, addresses: readonly string[] = []) =>
    addresses.map((Address) => ({ SubscriptionType: type, Address }));
  return notifications.map((given) => ({
    Notification: {
      NotificationType: given.notificationType,
      ComparisonOperator: given.comparisonOperator,
      Threshold: given.threshold,
      ThresholdType: given.thresholdType,
    },
    Subscribers: [
      ...subscribers("EMAIL", given.subscriberEmailAddresses),
      ...subscribers("SNS", given.subscriberSnsTopicArns),
    ],
  }));
}

/** The notifications that a budget has, as a program would write them. */
export async function notificationsOf(BudgetName: string, cloud: Cloud): Promise<Given> {
  const input = { AccountId: cloud.accountId, BudgetName };
  const answer = await cloud.call("budgets", "DescribeNotificationsForBudget", input);
  return Promise.all(
    (answer.Notifications ?? []).map(async (Notification) => {
      const { Subscribers = [] } = await cloud.call(
        "budgets",
        "DescribeSubscribersForNotification",
        { ...input, Notification },
      );
      const addresses = (type: string): string[] =>
        Subscribers.filter(({ SubscriptionType }) => SubscriptionType === type).map(
          ({ Address }) => Address,
        );
      return {
        comparisonOperator: Notification.ComparisonOperator,
        notificationType: Notification.NotificationType,
        threshold: Notification.Threshold,
        thresholdType: Notification.ThresholdType ?? "",
        subscriberEmailAddresses: addresses("EMAIL"),
        subscriberSnsTopicArns: addresses("SNS"),
      };
    }),
  );
}

/** Makes a budget's notifications those that are wanted. */
export async function changeNotifications(BudgetName: string, given: Given, cloud: Cloud) {
  const budget = { AccountId: cloud.accountId, BudgetName };
  const there = watchedOf(await notificationsOf(BudgetName, cloud));
  const wanted = watchedOf(given);
  const missing = (list: readonly Watched[], one: Watched): boolean =>
    !list.some((each) => isDeepStrictEqual(each, one));
  for (const { Notification } of there.filter((one) => missing(wanted, one))) {
    await cloud.call("budgets", "DeleteNotification", { ...budget, Notification });
  }
  for (const each of wanted.filter((one) => missing(there, one))) {
    await cloud.call("budgets", "CreateNotification", { ...budget, ...each });
  }
}
