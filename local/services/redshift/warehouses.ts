import { Database } from "./database";

/** A cluster or a Serverless workgroup, as the Data API sees it. */
export interface Warehouse {
  readonly arn: string;
  /** Why no statement can run now, e.g. that the cluster is paused. */
  readonly unavailable?: string;
  readonly databases: ReadonlyMap<string, Database>;
}

/** Where the Data API finds the databases that the control planes make. */
export interface Warehouses {
  readonly clusters: Map<string, Warehouse>;
  readonly workgroups: Map<string, Warehouse>;
}

export function newWarehouses(): Warehouses {
  return { clusters: new Map(), workgroups: new Map() };
}

/** Every Redshift has a database `dev`, next to the one that its creator names. */
export function newDatabases(name: string): Map<string, Database> {
  const names = new Set([name, "dev"]);
  return new Map([...names].map((each) => [each, new Database(each)]));
}

export async function closeDatabases(databases: Iterable<Database>): Promise<void> {
  await Promise.all([...databases].map((database) => database.close()));
}
