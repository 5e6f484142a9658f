import type { Answers, Call } from "../slow-sink";

type Attributes = Readonly<Record<string, { readonly S?: string } | undefined>>;

interface GetRequest {
  readonly RequestItems: Readonly<Record<string, { readonly Keys: readonly Attributes[] }>>;
}

/** The rows that were put one by one, so that a handler finds what it stored in the batch before. */
class Rows {
  readonly #tables = new Map<string, Attributes[]>();

  put(table: string, item: Attributes): void {
    this.#tables.set(table, [item, ...(this.#tables.get(table) ?? [])].slice(0, 1000));
  }

  find(table: string, key: Attributes): Attributes | undefined {
    const parts = Object.entries(key);
    const matches = (item: Attributes) => parts.every(([name, part]) => item[name]?.S === part?.S);
    return this.#tables.get(table)?.find(matches);
  }
}

/** SNS's answer to PublishBatch: every entry taken. */
function published({ body }: Call): string {
  const entries = [...new URLSearchParams(body)].filter(([name]) =>
    /\.member\.\d+\.Id$/.test(name),
  );
  const members = entries.map(
    ([, id]) => `<member><Id>${id}</Id><MessageId>m</MessageId></member>`,
  );
  return (
    '<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult>' +
    `<Successful>${members.join("")}</Successful><Failed/></PublishBatchResult></PublishBatchResponse>`
  );
}

/** Answers as the services of the five pipelines do when all goes well. */
export function services(): Answers {
  const rows = new Rows();
  const found = ({ RequestItems }: GetRequest) =>
    Object.fromEntries(
      Object.entries(RequestItems).map(([table, { Keys }]) => [
        table,
        Keys.flatMap((key) => rows.find(table, key) ?? []),
      ]),
    );
  return (call) => {
    switch (call.operation) {
      case "DynamoDB_20120810.PutItem": {
        const { TableName, Item } = JSON.parse(call.body) as {
          TableName: string;
          Item: Attributes;
        };
        rows.put(TableName, Item);
        return "{}";
      }
      case "DynamoDB_20120810.BatchGetItem": {
        const Responses = found(JSON.parse(call.body) as GetRequest);
        return JSON.stringify({ Responses, UnprocessedKeys: {} });
      }
      case "PublishBatch":
        return published(call);
      case "RedshiftData.BatchExecuteStatement":
        return '{"Id":"00000000-0000-4000-8000-000000000000"}';
      case "RedshiftData.DescribeStatement":
        return '{"Id":"00000000-0000-4000-8000-000000000000","Status":"FINISHED"}';
      default:
        return undefined;
    }
  };
}
