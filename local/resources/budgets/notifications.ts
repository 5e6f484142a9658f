import { isDeepStrictEqual } from "node:util";
import type { CloudClient } from "../../gateway/service";

interface GivenNotification {
  readonly comparisonOperator: string;
  readonly notificationType: string;
  readonly threshold: number;
  readonly thresholdType: string;
  readonly subscriberEmailAddresses?: readonly string[];
  readonly subscriberSnsTopicArns?: readonly string[];
}

interface Notification {
  readonly NotificationType: string;
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly ThresholdType: string;
}

interface Subscriber {
  readonly SubscriptionType: string;
  readonly Address: string;
}

interface Watched {
  readonly Notification: Notification;
  readonly Subscribers: readonly Subscriber[];
}

/** A program's notifications in the shape of the API. */
export function watchedOf(notifications: unknown): readonly Watched[] {
  return ((notifications ?? []) as readonly GivenNotification[]).map((given) => ({
    Notification: {
      NotificationType: given.notificationType,
      ComparisonOperator: given.comparisonOperator,
      Threshold: given.threshold,
      ThresholdType: given.thresholdType,
    },
    Subscribers: [
      ...(given.subscriberEmailAddresses ?? []).map((Address) => ({
        SubscriptionType: "EMAIL",
        Address,
      })),
      ...(given.subscriberSnsTopicArns ?? []).map((Address) => ({
        SubscriptionType: "SNS",
        Address,
      })),
    ],
  }));
}

export function givenOf({ Notification: one, Subscribers }: Watched): GivenNotification {
  const addresses = (type: string): string[] =>
    Subscribers.filter((each) => each.SubscriptionType === type).map(({ Address }) => Address);
  return {
    comparisonOperator: one.ComparisonOperator,
    notificationType: one.NotificationType,
    threshold: one.Threshold,
    thresholdType: one.ThresholdType,
    subscriberEmailAddresses: addresses("EMAIL"),
    subscriberSnsTopicArns: addresses("SNS"),
  };
}

/** The notifications that a budget has. */
export async function watched(BudgetName: string, cloud: CloudClient): Promise<readonly Watched[]> {
  const input = { AccountId: cloud.accountId, BudgetName };
  const { Notifications } = await cloud.call<{ Notifications: Notification[] }>(
    "budgets",
    "DescribeNotificationsForBudget",
    input,
  );
  return Promise.all(
    Notifications.map(async (one) => {
      const { Subscribers } = await cloud.call<{ Subscribers: Subscriber[] }>(
        "budgets",
        "DescribeSubscribersForNotification",
        { ...input, Notification: one },
      );
      return { Notification: one, Subscribers };
    }),
  );
}

/** Makes a budget's notifications those that are wanted. */
export async function changeNotifications(
  BudgetName: string,
  wanted: readonly Watched[],
  cloud: CloudClient,
): Promise<void> {
  const input = { AccountId: cloud.accountId, BudgetName };
  const standing = await watched(BudgetName, cloud);
  const among = (list: readonly Watched[], one: Watched): boolean =>
    list.some((each) => isDeepStrictEqual(each, one));
  for (const each of standing.filter((one) => !among(wanted, one))) {
    await cloud.call("budgets", "DeleteNotification", {
      ...input,
      Notification: each.Notification,
    });
  }
  for (const each of wanted.filter((one) => !among(standing, one))) {
    await cloud.call("budgets", "CreateNotification", { ...input, ...each });
  }
}

/** Notifications have no order. */
export function sortedWatched(notifications: unknown): readonly string[] {
  return watchedOf(notifications)
    .map((each) => JSON.stringify(each))
    .sort();
}
