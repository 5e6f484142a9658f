import type { Properties } from "../kind";

/** The parts of a table's description that its outputs come from. */
export interface Description {
  readonly TableName: string;
  readonly TableArn: string;
  readonly KeySchema: readonly KeyElement[];
  readonly AttributeDefinitions: readonly { AttributeName: string; AttributeType: string }[];
  readonly BillingModeSummary?: { readonly BillingMode: string };
  readonly ProvisionedThroughput?: Throughput;
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly LocalSecondaryIndexes?: readonly Index[];
  readonly SSEDescription?: { readonly Status: string; readonly KMSMasterKeyArn: string };
  readonly DeletionProtectionEnabled: boolean;
  readonly TableClassSummary?: { readonly TableClass: string };
}

interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: string;
}

interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

/** An index as the API declares it. */
export interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: {
    readonly ProjectionType: string;
    readonly NonKeyAttributes?: readonly string[];
  };
  readonly ProvisionedThroughput?: Throughput;
}

/** An index as a program declares it: with keys by name, or as a list of key schemas. */
interface GivenIndex {
  readonly name: string;
  readonly hashKey?: string;
  readonly rangeKey?: string;
  readonly keySchemas?: readonly { readonly attributeName: string; readonly keyType: string }[];
  readonly projectionType: string;
  readonly nonKeyAttributes?: readonly string[];
  readonly readCapacity?: number;
  readonly writeCapacity?: number;
}

export function keySchema(hashKey: string, rangeKey: unknown): readonly KeyElement[] {
  const hash = { AttributeName: hashKey, KeyType: "HASH" };
  return typeof rangeKey === "string"
    ? [hash, { AttributeName: rangeKey, KeyType: "RANGE" }]
    : [hash];
}

export function throughput(read: unknown, write: unknown): Throughput {
  return { ReadCapacityUnits: Number(read ?? 1), WriteCapacityUnits: Number(write ?? 1) };
}

function projection({ projectionType, nonKeyAttributes }: GivenIndex): Index["Projection"] {
  const some = nonKeyAttributes !== undefined && nonKeyAttributes.length > 0;
  return {
    ProjectionType: projectionType,
    ...(some && { NonKeyAttributes: [...nonKeyAttributes].sort() }),
  };
}

/** A program's global indexes as the API takes them, by name. */
export function globalIndexes(inputs: Properties): readonly Index[] {
  const given = (inputs["globalSecondaryIndexes"] ?? []) as readonly GivenIndex[];
  const onDemand = inputs["billingMode"] === "PAY_PER_REQUEST";
  return given.map((index) => ({
    IndexName: index.name,
    KeySchema:
      index.hashKey === undefined
        ? (index.keySchemas ?? []).map(({ attributeName, keyType }) => ({
            AttributeName: attributeName,
            KeyType: keyType,
          }))
        : keySchema(index.hashKey, index.rangeKey),
    Projection: projection(index),
    ...(!onDemand && {
      ProvisionedThroughput: throughput(index.readCapacity, index.writeCapacity),
    }),
  }));
}

export function localIndexes(inputs: Properties): readonly Index[] {
  const given = (inputs["localSecondaryIndexes"] ?? []) as readonly GivenIndex[];
  return given.map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(String(inputs["hashKey"]), index.rangeKey),
    Projection: projection(index),
  }));
}

/** What two declarations of an index must share to be the same index. */
export function identity({ IndexName, KeySchema, Projection }: Index): object {
  const { ProjectionType, NonKeyAttributes = [] } = Projection;
  return {
    IndexName,
    keys: KeySchema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`),
    projection: [ProjectionType, ...[...NonKeyAttributes].sort()],
  };
}

/** For comparing lists of indexes, whose order means nothing. */
export function identities(indexes: readonly Index[]): readonly object[] {
  const byName = (a: Index, b: Index): number => (a.IndexName < b.IndexName ? -1 : 1);
  return [...indexes].sort(byName).map(identity);
}

/** An index that nobody declared, as a program would declare it. */
export function asGiven(index: Index, onDemand: boolean): GivenIndex {
  const key = (type: string): string | undefined =>
    index.KeySchema.find(({ KeyType }) => KeyType === type)?.AttributeName;
  const hashKey = key("HASH");
  const rangeKey = key("RANGE");
  const { ProjectionType: projectionType, NonKeyAttributes: nonKeyAttributes } = index.Projection;
  return {
    name: index.IndexName,
    ...(hashKey !== undefined && { hashKey }),
    ...(rangeKey !== undefined && { rangeKey }),
    projectionType,
    ...(nonKeyAttributes && { nonKeyAttributes }),
    ...(!onDemand && {
      readCapacity: index.ProvisionedThroughput?.ReadCapacityUnits,
      writeCapacity: index.ProvisionedThroughput?.WriteCapacityUnits,
    }),
  };
}
