import type { PriceList } from "../../policies/pricing/price-list";
import type { Call } from "../slow-sink";

interface Write {
  readonly PutRequest?: { readonly Item: object };
}

/** What one call is billed as. */
interface Billed {
  readonly what: "writes" | "reads" | "puts" | "publishes" | "nothing";
  readonly units: number;
}

const units = (item: object) => Math.ceil(Buffer.byteLength(JSON.stringify(item)) / 1024);

/** A row is written once more into every index of its table. */
function written(table: string, items: readonly object[], indexes: Indexes): Billed {
  const copies = 1 + (indexes.get(table) ?? 0);
  return {
    what: "writes",
    units: items.reduce<number>((sum, each) => sum + units(each), 0) * copies,
  };
}

/** How many indexes each table has. */
export type Indexes = ReadonlyMap<string, number>;

function dynamodb(operation: string, body: string, indexes: Indexes): Billed {
  const input = JSON.parse(body) as {
    readonly TableName?: string;
    readonly Item?: object;
    readonly RequestItems?: Readonly<
      Record<string, readonly Write[] | { Keys: readonly object[] }>
    >;
  };
  const requests = Object.entries(input.RequestItems ?? {});
  switch (operation) {
    case "PutItem":
      return written(input.TableName ?? "", [input.Item ?? {}], indexes);
    case "UpdateItem":
      return { what: "writes", units: 1 };
    case "BatchWriteItem": {
      const all = requests.flatMap(([table, writes]) =>
        (writes as readonly Write[]).map((write) =>
          written(table, [write.PutRequest?.Item ?? {}], indexes),
        ),
      );
      return { what: "writes", units: all.reduce((sum, each) => sum + each.units, 0) };
    }
    case "GetItem":
      return { what: "reads", units: 1 };
    case "BatchGetItem": {
      const keys = requests.map(([, each]) => (each as { Keys: readonly object[] }).Keys.length);
      return { what: "reads", units: keys.reduce((sum, each) => sum + each, 0) };
    }
    default:
      throw new Error(`DynamoDB's ${operation} has no price here`);
  }
}

function billed({ operation, body }: Call, indexes: Indexes): Billed {
  const [service, name] = operation.split(".");
  if (service === "DynamoDB_20120810") return dynamodb(name ?? "", body, indexes);
  if (operation === "PublishBatch") {
    const entries = new Set(body.match(/\.member\.\d+\.Message=/g));
    return { what: "publishes", units: entries.size };
  }
  if (operation.startsWith("PUT /")) return { what: "puts", units: 1 };
  // The Data API is free; the warehouse's node is paid by the hour, whoever sends it SQL.
  if (service === "RedshiftData" || operation.startsWith("POST /sql")) {
    return { what: "nothing", units: 0 };
  }
  throw new Error(`${operation} has no price here`);
}

/** The calls of a run, and what they cost. */
export class Bill {
  #calls = 0;
  readonly #units = { writes: 0, reads: 0, puts: 0, publishes: 0, nothing: 0 };

  constructor(private readonly indexes: Indexes) {}

  readonly add = (call: Call): void => {
    const { what, units } = billed(call, this.indexes);
    this.#calls += 1;
    this.#units[what] += units;
  };

  get calls(): number {
    return this.#calls;
  }

  /** In US dollars. */
  cost({ dynamodb, s3, sns }: PriceList): number {
    const { writes, reads, puts, publishes } = this.#units;
    const perMillion =
      writes * dynamodb.millionWrites +
      reads * dynamodb.millionReads +
      puts * s3.millionPuts +
      publishes * sns.millionPublishes;
    return perMillion / 1_000_000;
  }
}
