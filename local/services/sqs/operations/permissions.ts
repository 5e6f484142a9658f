import { AwsError } from "../../../gateway/service";
import { onResource } from "../../on-resource";
import { invalidValue } from "../errors";
import type { Queue } from "../queue";
import type { Queues } from "../queues";
import { byUrl } from "./queues";
import type { Operations } from "../../../gateway/service";

/**
 * Actions that others than the owner may be given.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html
 */
const SHARED = new Set([
  "*",
  "ChangeMessageVisibility",
  "DeleteMessage",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ListDeadLetterSourceQueues",
  "PurgeQueue",
  "ReceiveMessage",
  "SendMessage",
]);
const MOST_ACTIONS = 7;

interface Policy {
  readonly Version: string;
  readonly Id?: string;
  readonly Statement: readonly { readonly Sid?: string }[];
}

/** AddPermission and RemovePermission, which write a queue's policy. */
export function permissionOperations(queues: Queues): Operations<"sqs"> {
  return onResource<"sqs", Queue>("sqs", byUrl(queues), {
    AddPermission({ Label, AWSAccountIds, Actions }, queue) {
      checkPermission(Label, AWSAccountIds, Actions);
      const policy = policyOf(queue);
      if (policy.Statement.some(({ Sid }) => Sid === Label)) {
        throw invalidValue(Label, "Label", "Already exists.");
      }
      const statement = {
        Sid: Label,
        Effect: "Allow",
        Principal: { AWS: oneOrMore(AWSAccountIds.map((id) => `arn:aws:iam::${id}:root`)) },
        Action: oneOrMore(Actions.map((action) => `SQS:${action}`)),
        Resource: queue.arn,
      };
      const Policy = JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
      queues.set(queue, { Policy });
      return {};
    },
    RemovePermission({ Label }, queue) {
      const policy = policyOf(queue);
      const Statement = policy.Statement.filter(({ Sid }) => Sid !== Label);
      if (Statement.length === policy.Statement.length) {
        throw invalidValue(Label, "Label", "can't find label on existing policy");
      }
      const Policy = Statement.length === 0 ? "" : JSON.stringify({ ...policy, Statement });
      queues.set(queue, { Policy });
      return {};
    },
  });
}

function checkPermission(
  label: string,
  accountIds: readonly string[],
  actions: readonly string[],
): void {
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(label)) {
    const reason =
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.";
    throw invalidValue(label, "Label", reason);
  }
  const account = accountIds.find((id) => !/^\d{12}$/.test(id));
  if (account !== undefined || accountIds.length === 0) {
    throw invalidValue(account ?? "", "AWSAccountIds", "Must be account numbers of 12 digits.");
  }
  if (actions.length > MOST_ACTIONS) {
    const message = `${actions.length} Actions were found, maximum allowed is ${MOST_ACTIONS}.`;
    throw new AwsError("OverLimit", message);
  }
  const action = actions.find((each) => !SHARED.has(each));
  if (action !== undefined || actions.length === 0) {
    const reason = "Only the queue owner is allowed to invoke this action.";
    throw invalidValue(`SQS:${action ?? ""}`, "ActionName", reason);
  }
}

/** The queue's policy, whose text was checked when it was set; an empty one where it has none. */
function policyOf({ arn, settings }: Queue): Policy {
  const text = settings.get("Policy");
  if (text === undefined) {
    return { Version: "2008-10-17", Id: `${arn}/SQSDefaultPolicy`, Statement: [] };
  }
  const policy = JSON.parse(text) as Policy;
  return { ...policy, Statement: [policy.Statement].flat() };
}

const oneOrMore = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? (values[0] ?? "") : values;
