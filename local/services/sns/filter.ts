import type { MessageAttributeValue } from "@aws-sdk/client-sns";
import { isFields } from "../patterns/conditions";
import { SNS_ATTRIBUTES, SNS_BODY } from "../patterns/dialects";
import { eventPattern } from "../patterns/events";

/** A message as filter policies see it. */
export interface Filterable {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
}

/** A subscription's FilterPolicy as a test. Throws InvalidParameter for one that SNS would refuse. */
export function filterOf(policy: string, scope: string | undefined): (m: Filterable) => boolean {
  if (scope !== "MessageBody") {
    const matches = eventPattern(policy, SNS_ATTRIBUTES);
    return ({ attributes }) => matches(valuesOf(attributes));
  }
  const matches = eventPattern(policy, SNS_BODY);
  return ({ body }) => {
    const message = parsed(body);
    return isFields(message) && matches(message);
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Attributes as the fields of an event.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
function valuesOf(attributes: Filterable["attributes"]): Record<string, unknown> {
  const values = Object.entries(attributes).map(([key, { DataType = "", StringValue }]) => {
    if (StringValue === undefined) return [key, undefined];
    if (DataType.startsWith("Number")) return [key, Number(StringValue)];
    const list = DataType.startsWith("String.Array") ? parsed(StringValue) : undefined;
    return [key, list === undefined ? StringValue : list];
  });
  return Object.fromEntries(values) as Record<string, unknown>;
}
