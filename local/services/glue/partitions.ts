import type { Operations } from "../../gateway/service";
import { pageOf } from "../pages";
import type { Catalog } from "./catalog";
import { detailOf } from "./details";
import { partitionFilter } from "./expression";
import { badToken } from "./pages";

/** Operations on registered partitions. */
export function partitionOperations(catalog: Catalog): Operations<"glue"> {
  return {
    CreatePartition: {
      run({ DatabaseName, TableName, PartitionInput }) {
        catalog.createPartition(DatabaseName, TableName, PartitionInput);
        return {};
      },
    },
    UpdatePartition: {
      run({ DatabaseName, TableName, PartitionValueList, PartitionInput }) {
        catalog.updatePartition(DatabaseName, TableName, PartitionValueList, PartitionInput);
        return {};
      },
    },
    DeletePartition: {
      run({ DatabaseName, TableName, PartitionValues }) {
        catalog.deletePartition(DatabaseName, TableName, PartitionValues);
        return {};
      },
    },
    GetPartition: {
      run: ({ DatabaseName, TableName, PartitionValues }) => ({
        Partition: catalog.partition(DatabaseName, TableName, PartitionValues),
      }),
    },
    GetPartitions: {
      run({ DatabaseName, TableName, Expression, Segment, NextToken, MaxResults = 1000 }) {
        const { table, partitions } = catalog.table(DatabaseName, TableName);
        const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name.toLowerCase());
        const types = (table.PartitionKeys ?? []).map(({ Type = "string" }) => Type);
        const wanted =
          Expression === undefined || Expression.trim() === ""
            ? () => true
            : partitionFilter(Expression, new Map(keys.map((key, at) => [key, types[at] ?? ""])));
        const all = [...partitions.values()].filter(
          ({ Values = [] }, at) =>
            (Segment === undefined || at % Segment.TotalSegments === Segment.SegmentNumber) &&
            wanted(new Map(keys.map((key, position) => [key, Values[position] ?? ""]))),
        );
        const { page, next } = pageOf(all, NextToken, MaxResults, badToken);
        return { Partitions: page, NextToken: next };
      },
    },
    BatchGetPartition: {
      run({ DatabaseName, TableName, PartitionsToGet }) {
        const { partitions } = catalog.table(DatabaseName, TableName);
        const found = (values: readonly string[]) => partitions.get(JSON.stringify(values));
        return {
          Partitions: PartitionsToGet.flatMap(({ Values }) => found(Values) ?? []),
          UnprocessedKeys: PartitionsToGet.filter(({ Values }) => found(Values) === undefined),
        };
      },
    },
    ...batches(catalog),
  };
}

/** What fails of a batch is told, and the rest is done. */
function batches(catalog: Catalog): Operations<"glue"> {
  return {
    BatchCreatePartition: {
      run({ DatabaseName, TableName, PartitionInputList }) {
        catalog.table(DatabaseName, TableName);
        const Errors = PartitionInputList.flatMap((input) => {
          const ErrorDetail = detailOf(() => {
            catalog.createPartition(DatabaseName, TableName, input);
          });
          return ErrorDetail ? [{ PartitionValues: input.Values ?? [], ErrorDetail }] : [];
        });
        return { Errors };
      },
    },
    BatchUpdatePartition: {
      run({ DatabaseName, TableName, Entries }) {
        catalog.table(DatabaseName, TableName);
        const Errors = Entries.flatMap(({ PartitionValueList, PartitionInput }) => {
          const ErrorDetail = detailOf(() => {
            catalog.updatePartition(DatabaseName, TableName, PartitionValueList, PartitionInput);
          });
          return ErrorDetail ? [{ PartitionValueList, ErrorDetail }] : [];
        });
        return { Errors };
      },
    },
    BatchDeletePartition: {
      run({ DatabaseName, TableName, PartitionsToDelete }) {
        catalog.table(DatabaseName, TableName);
        const Errors = PartitionsToDelete.flatMap(({ Values: PartitionValues }) => {
          const ErrorDetail = detailOf(() => {
            catalog.deletePartition(DatabaseName, TableName, PartitionValues);
          });
          return ErrorDetail ? [{ PartitionValues, ErrorDetail }] : [];
        });
        return { Errors };
      },
    },
  };
}
