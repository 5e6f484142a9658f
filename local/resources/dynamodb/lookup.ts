import type { ProviderFunction } from "../kind";
import { current } from "./outputs";

/** The data source for a table that stands; fails in the words of AWS's provider where none does. */
export const getTable: ProviderFunction = {
  token: "aws:dynamodb/getTable:getTable",
  async call(args, cloud) {
    const name = String(args.name);
    const found = await current(name, args, cloud).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`reading DynamoDB Table (${name}): ${reason}`, { cause: error });
    });
    return { ...found.outputs, id: found.id };
  },
};
