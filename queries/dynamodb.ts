import {
  QueryCommand,
  ScanCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { Answer } from "./table";

type Item = Record<string, AttributeValue>;

export interface TableQuery {
  readonly table: string;
  readonly index?: string;
  readonly partition: readonly [key: string, value: string];
  /** Bounds of the sort key, both included. */
  readonly between?: readonly [key: string, low: string, high: string];
  readonly limit: number;
  /** From the last sort key to the first. */
  readonly descending?: boolean;
  /** The attributes to show first; the others follow by name, unless `only` is set. */
  readonly columns?: readonly string[];
  readonly only?: boolean;
}

/** Runs a Query, over as many pages as `limit` items take. */
export async function queryTable(client: DynamoDBClient, query: TableQuery): Promise<Answer> {
  const items: Item[] = [];
  // One more than asked for, to know whether there is more.
  const wanted = query.limit + 1;
  let ExclusiveStartKey: Item | undefined;
  do {
    const Limit = wanted - items.length;
    const page = await client.send(
      new QueryCommand({ ...expression(query), Limit, ExclusiveStartKey }),
    );
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined && items.length < wanted);
  const answer = toAnswer(items.slice(0, query.limit), query.columns ?? [], query.only);
  return { ...answer, more: items.length > query.limit };
}

function expression({ table, index, partition, between, descending = false }: TableQuery) {
  const [key, value] = partition;
  const names = { "#p": key, ...(between ? { "#s": between[0] } : {}) };
  const values = {
    ":p": { S: value },
    ...(between ? { ":a": { S: between[1] }, ":b": { S: between[2] } } : {}),
  };
  return {
    TableName: table,
    ...(index === undefined ? {} : { IndexName: index }),
    KeyConditionExpression: between ? "#p = :p AND #s BETWEEN :a AND :b" : "#p = :p",
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ScanIndexForward: !descending,
  };
}

/** A string attribute of up to 1,000 of a table's rows: to find a key worth asking for. */
export async function sampleOf(
  client: DynamoDBClient,
  table: string,
  attribute: string,
): Promise<string[]> {
  const { Items = [] } = await client.send(
    new ScanCommand({
      TableName: table,
      ProjectionExpression: "#a",
      ExpressionAttributeNames: { "#a": attribute },
      Limit: 1000,
    }),
  );
  return Items.flatMap(({ [attribute]: value }) => (value?.S === undefined ? [] : [value.S]));
}

/** Counts a table's items by scanning it: exact, at a price for large tables. */
export async function countItems(client: DynamoDBClient, table: string): Promise<number> {
  let count = 0;
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        Select: "COUNT",
        ExclusiveStartKey,
        ConsistentRead: true,
      }),
    );
    count += page.Count ?? 0;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return count;
}

export function toAnswer(items: readonly Item[], first: readonly string[], only = false): Answer {
  const others = [...new Set(items.flatMap((item) => Object.keys(item)))]
    .filter((column) => !first.includes(column))
    .sort();
  const columns = only ? first : [...first, ...others];
  const rows = items.map((item) => columns.map((column) => attributeText(item[column])));
  return { columns, rows };
}

/** An attribute as a person reads it; numbers with every digit that DynamoDB holds. */
export function attributeText(value: AttributeValue | undefined): string {
  if (value === undefined || value.NULL === true) return "";
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return value.N;
  if (value.BOOL !== undefined) return String(value.BOOL);
  if (value.L !== undefined) return `[${value.L.map(attributeText).join(", ")}]`;
  if (value.M !== undefined) {
    const members = Object.entries(value.M).map(
      ([key, member]) => `${key}: ${attributeText(member)}`,
    );
    return `{${members.join(", ")}}`;
  }
  return JSON.stringify(value);
}
