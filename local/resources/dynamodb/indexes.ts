/* eslint-disable @typescript-eslint/no-deprecated -- what the provider advises against is there yet */
import { isDeepStrictEqual } from "node:util";
import type * as aws from "@pulumi/aws";
import type { GlobalSecondaryIndexDescription } from "@aws-sdk/client-dynamodb";
import type { Textual } from "../../gateway/model/apis";
import type { Inputs, Properties } from "../kind";

export type TableInputs = Partial<Inputs<aws.dynamodb.TableArgs>>;

/** A global index as the API declares it, or describes it. */
export type Index = Textual<
  Pick<
    GlobalSecondaryIndexDescription,
    "IndexName" | "KeySchema" | "Projection" | "ProvisionedThroughput"
  >
>;

/** An index as a program declares it: with keys by name, or as a list of key schemas. */
type Given = NonNullable<TableInputs["globalSecondaryIndexes"]>[number];

export function keySchema(hashKey: string | undefined, rangeKey: string | undefined) {
  const hash = { AttributeName: hashKey, KeyType: "HASH" };
  return rangeKey === undefined ? [hash] : [hash, { AttributeName: rangeKey, KeyType: "RANGE" }];
}

export function throughput(read = 1, write = 1) {
  return { ReadCapacityUnits: read, WriteCapacityUnits: write };
}

export const isOnDemand = ({ billingMode }: { readonly billingMode?: unknown }): boolean =>
  billingMode === "PAY_PER_REQUEST";

function projection(index: Pick<Given, "projectionType" | "nonKeyAttributes">) {
  const { projectionType: ProjectionType, nonKeyAttributes = [] } = index;
  const some = nonKeyAttributes.length > 0;
  return { ProjectionType, ...(some && { NonKeyAttributes: [...nonKeyAttributes].sort() }) };
}

/** A program's global indexes as the API takes them, by name. */
export function globalIndexes(inputs: TableInputs) {
  return (inputs.globalSecondaryIndexes ?? []).map((index) => ({
    IndexName: index.name,
    KeySchema:
      index.hashKey === undefined
        ? (index.keySchemas ?? []).map(({ attributeName, keyType }) => ({
            AttributeName: attributeName,
            KeyType: keyType,
          }))
        : keySchema(index.hashKey, index.rangeKey),
    Projection: projection(index),
    ...(!isOnDemand(inputs) && {
      ProvisionedThroughput: throughput(index.readCapacity, index.writeCapacity),
    }),
  }));
}

export function localIndexes(inputs: TableInputs) {
  return (inputs.localSecondaryIndexes ?? []).map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(inputs.hashKey, index.rangeKey),
    Projection: projection(index),
  }));
}

/** What two declarations of an index must share to be the same index. */
function identity({ IndexName, KeySchema = [], Projection }: Index): object {
  const { ProjectionType, NonKeyAttributes = [] } = Projection ?? {};
  return {
    IndexName,
    keys: KeySchema.map(({ AttributeName = "", KeyType = "" }) => `${KeyType} ${AttributeName}`),
    projection: [ProjectionType, ...[...NonKeyAttributes].sort()],
  };
}

export const isAmong = (indexes: readonly Index[], one: Index): boolean =>
  indexes.some((each) => isDeepStrictEqual(identity(each), identity(one)));

/** Indexes as they were given, while they mean those that there are; else as a program would declare them. */
export function indexesAsGiven(
  given: unknown,
  declared: readonly Index[],
  real: readonly Index[],
  asDeclared: (index: Index) => Properties,
): unknown {
  const same = declared.length === real.length && declared.every((each) => isAmong(real, each));
  return same ? (given ?? []) : real.map(asDeclared);
}

/** A local index as a program declares it. */
export function localIndex({ IndexName, KeySchema = [], Projection }: Index): Properties {
  const rangeKey = KeySchema.find(({ KeyType }) => KeyType === "RANGE")?.AttributeName;
  const { ProjectionType: projectionType, NonKeyAttributes: nonKeyAttributes } = Projection ?? {};
  return {
    name: IndexName,
    ...(rangeKey !== undefined && { rangeKey }),
    projectionType,
    ...(nonKeyAttributes && { nonKeyAttributes }),
  };
}

/** A global index as a program declares it. */
export function globalIndex(index: Index, onDemand: boolean): Properties {
  const { ReadCapacityUnits, WriteCapacityUnits } = index.ProvisionedThroughput ?? {};
  return {
    hashKey: index.KeySchema?.find(({ KeyType }) => KeyType === "HASH")?.AttributeName,
    ...localIndex(index),
    ...(!onDemand && { readCapacity: ReadCapacityUnits, writeCapacity: WriteCapacityUnits }),
  };
}
