import { createRequire } from "node:module";
import type {
  AttributeValue,
  GlobalSecondaryIndexDescription,
  ScalarAttributeType,
  TableDescription,
} from "@aws-sdk/client-dynamodb";
import type { CallInput, InputOf, OperationName, OutputOf } from "../../gateway/model/apis";
import { AwsError } from "../../gateway/service";
import { byName } from "./names";
import { Documents } from "./store";
import type { Callback } from "./store";

const load = createRequire(__filename);

/** What dynalite's actions know of their storage: its own `db.create` over LevelDB has this shape. */
export interface Store {
  readonly options: Readonly<Record<string, number>>;
  readonly tableDb: Documents;
  /** Every table's items and indexes, and the list of tables, by a name of its own. */
  readonly documents: ReadonlyMap<string, Documents>;
  named(name: string): Documents;
  getItemDb(table: string): Documents;
  deleteItemDb(table: string, done: Callback<void>): void;
  getIndexDb(type: string, table: string, index: string): Documents;
  deleteIndexDb(type: string, table: string, index: string, done: Callback<void>): void;
  deleteTagDb(table: string, done: Callback<void>): void;
  getTable(name: string, check: unknown, done?: Callback<StoredTable>): void;
}

type IndexUpdate = NonNullable<
  InputOf<"dynamodb", "UpdateTable">["GlobalSecondaryIndexUpdates"]
>[number];

/** An index as a request to make it has it. */
export type NewIndex = NonNullable<IndexUpdate["Create"]>;
type StoredIndex = Sure<GlobalSecondaryIndexDescription, Pick<NewIndex, "IndexName" | "KeySchema">>;

/** A description of the API with what is always there of it. */
type Sure<Description, Known> = Omit<Description, keyof Known> & Known;

export type StoredTable = Sure<TableDescription, KnownOfTable>;

interface KnownOfTable {
  TableName: string;
  TableArn: string;
  KeySchema: NewIndex["KeySchema"];
  AttributeDefinitions: { AttributeName: string; AttributeType: ScalarAttributeType }[];
  GlobalSecondaryIndexes?: StoredIndex[];
  LocalSecondaryIndexes?: Pick<StoredIndex, "IndexName" | "KeySchema">[];
}

export type Item = Record<string, AttributeValue>;

interface Validation {
  readonly types: object;
  readonly custom?: (...args: never[]) => unknown;
}

/** dynalite's own modules, as far as they are called from here. */
interface Dynalite {
  checkTypes(data: object, types: object): object;
  checkValidations(data: object, types: object, custom: unknown, store: Store): void;
  createKey(item: Item, table: StoredTable): string;
  /** An error when the condition does not hold. */
  checkConditional(data: object, item: Item | undefined): DynaliteError | null | undefined;
  updateIndexes(
    store: Store,
    table: StoredTable,
    before: Item | undefined,
    after: Item | undefined,
    done: Callback<void>,
  ): void;
}

interface DynaliteError extends Error {
  readonly statusCode?: number;
  readonly body?: { readonly __type: string; readonly message?: string; readonly Message?: string };
}

export const dynalite: Dynalite = {
  ...(load("dynalite/validations") as Pick<Dynalite, "checkTypes" | "checkValidations">),
  ...(load("dynalite/db") as Omit<Dynalite, "checkTypes" | "checkValidations">),
};

/** DynamoDB's data plane: dynalite's actions over tables in this process's memory. */
export interface Engine {
  readonly store: Store;
  /** Runs an action by its API name, e.g. "PutItem". Throws AwsError. */
  run<A extends OperationName<"dynamodb">>(
    action: A,
    input: CallInput<"dynamodb", A>,
  ): Promise<OutputOf<"dynamodb", A>>;
  /** An input's checked and parsed form, as `run` would use it. Throws AwsError. */
  validate(action: string, input: object): object;
  table(name: string): StoredTable | undefined;
}

function memoryStore(region: string, accountId: string): Store {
  const documents = new Map<string, Documents>();
  const of = (name: string): Documents => {
    const found = documents.get(name) ?? new Documents();
    documents.set(name, found);
    return found;
  };
  const drop = (name: string, done: Callback<void>): void => {
    documents.delete(name);
    done(null);
  };
  const parsed = memoized((text: string) => JSON.parse(text) as StoredTable);
  const index = (type: string, table: string, name: string): string =>
    `index ${type.toLowerCase()} ${table} ${name}`;
  const tableDb = of("tables");
  tableDb.awsRegion = region;
  tableDb.awsAccountId = accountId;
  return {
    // Tables are ready at once; an item may have 400 KB.
    options: { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, maxItemSize: 400 * 1024 },
    tableDb,
    documents,
    named: of,
    getItemDb: (table) => of(`items ${table}`),
    deleteItemDb: (table, done) => {
      drop(`items ${table}`, done);
    },
    getIndexDb: (type, table, name) => of(index(type, table, name)),
    deleteIndexDb: (type, table, name, done) => {
      drop(index(type, table, name), done);
    },
    deleteTagDb: (table, done) => {
      drop(`tags ${table}`, done);
    },
    getTable(name, check, done) {
      const callback = done ?? (check as Callback<StoredTable>);
      const text = tableDb.text(name);
      if (text === undefined) callback(notFound(name, check !== false));
      // Control-plane actions, which pass `false`, change what they get.
      else callback(null, check === false ? (JSON.parse(text) as StoredTable) : parsed(text));
    },
  };
}

/** Descriptions are read once per item written, and parsed once per change. */
function memoized<Value>(compute: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const found = known.get(text) ?? compute(text);
    if (known.size >= 64) known.clear();
    known.set(text, found);
    return found;
  };
}

function notFound(table: string, brief: boolean): Error {
  const message = `Requested resource not found${brief ? "" : `: Table: ${table} not found`}`;
  const body = { __type: "#ResourceNotFoundException", message };
  return Object.assign(new Error(message), { statusCode: 400, body });
}

/** dynalite's errors as the gateway's; anything that is not one of them is a fault of ours. */
export function asAwsError(error: unknown): Error {
  const { body, statusCode } = error as DynaliteError;
  if (body === undefined) return error instanceof Error ? error : new Error(String(error));
  const code = body.__type.split("#").at(-1) ?? body.__type;
  return new AwsError(code, body.message ?? body.Message ?? "", statusCode);
}

type Action<Output> = (store: Store, data: object, done: Callback<Output>) => void;

export function createEngine(region: string, accountId: string): Engine {
  const store = memoryStore(region, accountId);
  const fileOf = (action: string): string => action.charAt(0).toLowerCase() + action.slice(1);

  const validate = (action: string, input: object): object => {
    const { types, custom } = load(`dynalite/validations/${fileOf(action)}`) as Validation;
    try {
      // checkTypes takes unknown members out of what it is given: the caller keeps its own object.
      const data = dynalite.checkTypes(byName(input), types);
      dynalite.checkValidations(data, types, custom, store);
      return data;
    } catch (error) {
      throw asAwsError(error);
    }
  };

  return {
    store,
    validate,
    // Asynchronous as a whole: one of several that are run at once must not throw beside them.
    async run(action, input) {
      const data = validate(action, input);
      const act = load(`dynalite/actions/${fileOf(action)}`) as Action<
        OutputOf<"dynamodb", typeof action>
      >;
      return new Promise((resolve, reject) => {
        act(store, data, (error, output) => {
          if (error) reject(asAwsError(error));
          else resolve(output as OutputOf<"dynamodb", typeof action>);
        });
      });
    },
    table(name) {
      let found: StoredTable | undefined;
      store.getTable(name, false, (_error, table) => {
        found = table;
      });
      return found;
    },
  };
}

export function keyOf(item: Item, table: StoredTable): Item {
  return Object.fromEntries(
    table.KeySchema.map(({ AttributeName }) => [
      AttributeName,
      item[AttributeName] ?? { NULL: true },
    ]),
  );
}
