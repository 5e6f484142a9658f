/* eslint-disable @typescript-eslint/no-deprecated -- what AWS advises against is there yet */
import type * as aws from "@pulumi/aws";
import { kept, unlessEmpty, unordered } from "../as-given";
import { defineKind } from "../define";
import type { Inputs, ResourceKind } from "../kind";
import * as tagging from "../tagging";
import { changeNotifications, notificationsOf, watchedOf } from "./notifications";

type Args = aws.budgets.BudgetArgs;

const budget = defineKind<Args, "name">({
  type: "aws:budgets/budget:Budget",
  required: ["budgetType", "timeUnit"],
  optional: [
    "accountId",
    "costFilters",
    "limitAmount",
    "limitUnit",
    "notifications",
    "timePeriodEnd",
    "timePeriodStart",
  ],
  replaceOn: ["accountId"],
  autoname: { property: "name", maxLength: 100 },
  defaults: { timePeriodEnd: "2087-06-15_00:00" },
  limits: {
    limitAmount: (amount) => (Number(amount) > 0 ? undefined : "must be a number above 0"),
  },
  global: true,
  tags: tagging.budgets,
  async create(inputs, cloud) {
    const { accountId: AccountId } = cloud;
    await cloud.call("budgets", "CreateBudget", { AccountId, Budget: shapeOf(inputs) });
    return `${AccountId}:${inputs.name}`;
  },
  update: (_id, inputs, cloud) =>
    cloud.call("budgets", "UpdateBudget", {
      AccountId: cloud.accountId,
      NewBudget: shapeOf(inputs),
    }),
  configure: (id, { notifications = [] }, cloud) =>
    changeNotifications(nameOf(id), notifications, cloud),
  async read(id, state, cloud) {
    const { accountId } = cloud;
    const name = nameOf(id);
    const input = { AccountId: accountId, BudgetName: name };
    const { Budget: now } = await cloud.call("budgets", "DescribeBudget", input);
    const filters = Object.entries(now?.CostFilters ?? {});
    const notifications = await notificationsOf(name, cloud);
    return {
      arn: `arn:aws:budgets::${accountId}:budget/${name}`,
      name,
      accountId,
      budgetType: now?.BudgetType,
      timeUnit: now?.TimeUnit,
      limitAmount: kept(state.limitAmount, now?.BudgetLimit?.Amount, Number),
      limitUnit: now?.BudgetLimit?.Unit,
      costFilters: unlessEmpty(
        state.costFilters,
        filters.map(([key, values]) => ({ name: key, values })),
      ),
      notifications: kept(state.notifications, notifications, (all) => unordered(watchedOf(all))),
    };
  },
  delete: (id, _state, cloud) =>
    cloud.call("budgets", "DeleteBudget", { AccountId: cloud.accountId, BudgetName: nameOf(id) }),
});

export const budgetKinds: readonly ResourceKind[] = [budget];

/** An id is `<account>:<name>`. */
function nameOf(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}

function shapeOf({ costFilters = [], limitAmount, limitUnit = "USD", ...inputs }: Inputs<Args>) {
  return {
    BudgetName: inputs.name,
    BudgetType: inputs.budgetType,
    TimeUnit: inputs.timeUnit,
    ...(limitAmount !== undefined && {
      BudgetLimit: { Amount: limitAmount, Unit: limitUnit },
    }),
    ...(costFilters.length > 0 && {
      CostFilters: Object.fromEntries(costFilters.map(({ name, values }) => [name, values])),
    }),
  };
}
