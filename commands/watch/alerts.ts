import type { OutboxMessage } from "../../local/services/sns";

/** The mails of a period, one line a topic: how many, and the latest with its value and place. */
export function alertLines(mails: readonly OutboxMessage[]): readonly string[] {
  const byTopic = new Map<string, OutboxMessage[]>();
  for (const mail of mails) {
    const same = byTopic.get(mail.topicArn);
    if (same === undefined) byTopic.set(mail.topicArn, [mail]);
    else same.push(mail);
  }
  return [...byTopic].flatMap(([arn, ofTopic]) => {
    const latest = ofTopic.at(-1);
    if (latest === undefined) return [];
    const count = `${ofTopic.length} ${ofTopic.length === 1 ? "mail" : "mails"}`;
    const topic = arn.slice(arn.lastIndexOf(":") + 1);
    return [`${topic}: ${count} to ${latest.address}, the latest: ${described(latest)}`];
  });
}

function described({ subject, message }: OutboxMessage): string {
  const { alert, id } = fieldsOf(message);
  const details = [alert, id].filter((each) => typeof each === "string");
  const text = details.length === 0 ? subject : `${subject} (${details.join("; ")})`;
  return text.replace(/\s+/g, " ").slice(0, 300);
}

function fieldsOf(message: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    // A mail may be any text.
    return {};
  }
}
