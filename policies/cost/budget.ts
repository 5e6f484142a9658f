import { number, text } from "../rule/properties";
import type { StackResource } from "../rule/resource";
import { stackRule } from "../rule/rule";
import { priceListOf } from "../pricing/price-list";
import { monthlyCost } from "../pricing/fixed";

function monthlyBudgets(resources: readonly StackResource[]): readonly StackResource[] {
  return resources.filter(
    ({ type, props }) =>
      type === "aws:budgets/budget:Budget" &&
      text(props, "budgetType") === "COST" &&
      text(props, "timeUnit") === "MONTHLY",
  );
}

export const awsBudget = stackRule({
  name: "aws-budget",
  theme: "cost",
  description: "Every stack must have an AWS Budget on its monthly cost that tells somebody.",
  check: (resources) => {
    const [budget] = monthlyBudgets(resources);
    if (budget === undefined) {
      return [
        {
          message:
            "The stack must have a monthly AWS Budget: add an aws.budgets.Budget with budgetType " +
            '"COST", timeUnit "MONTHLY" and a notification.',
        },
      ];
    }
    if (Array.isArray(budget.props["notifications"]) && budget.props["notifications"].length > 0) {
      return [];
    }
    return [
      {
        resource: budget,
        message: `The budget ${budget.name} must tell somebody: add a notification to it.`,
      },
    ];
  },
});

export const monthlyPrice = stackRule({
  name: "stack-monthly-price",
  theme: "cost",
  description: "What a stack costs in a month without traffic must fit its AWS Budget.",
  settings: {
    maxUsd: { default: 1000, description: "Most that any stack may cost, whatever its budget." },
    region: { default: "us-east-1", description: "The region whose prices are used." },
  },
  check: (resources, { maxUsd, region }) => {
    const limits = monthlyBudgets(resources).map(({ props }) => number(props, "limitAmount"));
    const limit = Math.min(maxUsd, ...limits.filter((amount) => amount !== undefined));
    const { total, items } = monthlyCost(resources, priceListOf(region));
    if (total <= limit) return [];
    const dearest = [...items].sort((a, b) => b.usd - a.usd).slice(0, 3);
    return [
      {
        message:
          `The stack must cost at most $${limit.toFixed(2)} a month, and costs ` +
          `$${total.toFixed(2)} before any traffic ` +
          `(${dearest.map((item) => `${item.resource.name} $${item.usd.toFixed(2)}`).join(", ")}, …` +
          "): remove or shrink what is dear, or raise the budget's limitAmount (this rule's " +
          "`maxUsd` is the most that counts).",
      },
    ];
  },
});
