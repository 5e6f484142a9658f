import type { CloudClient } from "../../gateway/service";
import type { Created, Properties, ResourceKind } from "../kind";
import {
  defined,
  kept,
  tagChanges,
  tagList,
  tagMap,
  tagOutputs,
  textOf,
  unless,
  wantedTags,
} from "../outputs";
import { changeNotifications, givenOf, sortedWatched, watched, watchedOf } from "./notifications";

const GONE = ["NotFoundException"];

interface Shape {
  readonly BudgetName: string;
  readonly BudgetType: string;
  readonly TimeUnit: string;
  readonly BudgetLimit?: { readonly Amount: string; readonly Unit: string };
  readonly CostFilters?: Readonly<Record<string, readonly string[]>>;
}

const budget: ResourceKind = {
  type: "aws:budgets/budget:Budget",
  required: ["budgetType", "timeUnit"],
  optional: [
    "accountId",
    "costFilters",
    "limitAmount",
    "limitUnit",
    "name",
    "notifications",
    "tags",
    "timePeriodEnd",
    "timePeriodStart",
  ],
  replaceOn: ["accountId", "name"],
  autoname: { property: "name", maxLength: 100 },
  check({ limitAmount }) {
    if (limitAmount === undefined || Number(limitAmount) > 0) return [];
    return [{ property: "limitAmount", reason: "must be a number above 0" }];
  },
  async create(inputs, cloud) {
    await cloud.call("budgets", "CreateBudget", {
      AccountId: cloud.accountId,
      Budget: shapeOf(inputs),
      NotificationsWithSubscribers: watchedOf(inputs["notifications"]),
      ResourceTags: tagList(wantedTags(inputs)),
    });
    return current(String(inputs["name"]), inputs, cloud);
  },
  read: (id, state, cloud) => unless(GONE, current(nameOf(id), state, cloud)),
  async update(id, _state, inputs, cloud) {
    const name = nameOf(id);
    const AccountId = cloud.accountId;
    await cloud.call("budgets", "UpdateBudget", { AccountId, NewBudget: shapeOf(inputs) });
    await changeNotifications(name, watchedOf(inputs["notifications"]), cloud);
    const ResourceARN = arnOf(name, cloud);
    const { set, removed } = tagChanges(await tagsOf(name, cloud), wantedTags(inputs));
    if (removed.length > 0) {
      const input = { ResourceARN, ResourceTagKeys: removed };
      await cloud.call("budgets", "UntagResource", input);
    }
    if (set.length > 0) {
      await cloud.call("budgets", "TagResource", { ResourceARN, ResourceTags: set });
    }
    return (await current(name, inputs, cloud)).outputs;
  },
  async delete(id, _state, cloud) {
    const input = { AccountId: cloud.accountId, BudgetName: nameOf(id) };
    await unless(GONE, cloud.call("budgets", "DeleteBudget", input));
  },
};

export const budgetKinds: readonly ResourceKind[] = [budget];

/** An id is `<account>:<name>`. */
function nameOf(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}

function arnOf(name: string, { accountId }: CloudClient): string {
  return `arn:aws:budgets::${accountId}:budget/${name}`;
}

interface CostFilter {
  readonly name: string;
  readonly values: readonly string[];
}

function shapeOf(inputs: Properties): Shape {
  const filters = (inputs["costFilters"] ?? []) as readonly CostFilter[];
  return {
    BudgetName: String(inputs["name"]),
    BudgetType: String(inputs["budgetType"]),
    TimeUnit: String(inputs["timeUnit"]),
    ...(inputs["limitAmount"] !== undefined && {
      BudgetLimit: {
        Amount: textOf(inputs["limitAmount"]),
        Unit: textOf(inputs["limitUnit"] ?? "USD"),
      },
    }),
    ...(filters.length > 0 && {
      CostFilters: Object.fromEntries(filters.map(({ name, values }) => [name, values])),
    }),
  };
}

async function tagsOf(name: string, cloud: CloudClient) {
  const input = { ResourceARN: arnOf(name, cloud) };
  const answer = await cloud.call<{ ResourceTags: { Key: string; Value: string }[] }>(
    "budgets",
    "ListTagsForResource",
    input,
  );
  return tagMap(answer.ResourceTags);
}

async function current(name: string, state: Properties, cloud: CloudClient): Promise<Created> {
  const input = { AccountId: cloud.accountId, BudgetName: name };
  const { Budget: now } = await cloud.call<{ Budget: Shape }>("budgets", "DescribeBudget", input);
  const filters = Object.entries(now.CostFilters ?? {}).map(([key, values]) => ({
    name: key,
    values,
  }));
  const notifications = (await watched(name, cloud)).map(givenOf);
  const outputs = defined({
    arn: arnOf(name, cloud),
    name,
    accountId: cloud.accountId,
    budgetType: now.BudgetType,
    timeUnit: now.TimeUnit,
    limitAmount: kept(state["limitAmount"], now.BudgetLimit?.Amount, Number),
    limitUnit: now.BudgetLimit?.Unit,
    ...((filters.length > 0 || state["costFilters"] !== undefined) && { costFilters: filters }),
    notifications: kept(state["notifications"], notifications, sortedWatched),
    timePeriodStart: state["timePeriodStart"],
    timePeriodEnd: state["timePeriodEnd"] ?? "2087-06-15_00:00",
    ...tagOutputs(await tagsOf(name, cloud), state),
  });
  return { id: `${cloud.accountId}:${name}`, outputs };
}
