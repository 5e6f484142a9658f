import { AwsError } from "../../../gateway/service";
import type { CloudClient } from "../../../gateway/service";
import { Database } from "./database";

/** A cluster or a Serverless workgroup, as the Data API sees it. */
export interface Warehouse {
  /** "cluster/<identifier>" or "workgroup/<name>". */
  readonly id: string;
  readonly databases: ReadonlyMap<string, Database>;
}

interface Kept extends Warehouse {
  /** What the data belongs to: a warehouse made anew under the same name starts empty. */
  readonly namespace: string;
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/**
 * The databases behind clusters and workgroups. Which of those there are, the control planes know
 * and are asked for every statement; the data lives as long as its namespace.
 */
export class Warehouses {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly cloud: () => CloudClient) {}

  /** Throws ValidationException where the cluster is not there or is paused. */
  async cluster(name: string): Promise<Warehouse> {
    const [cluster] = await this.#ask<{ Clusters: readonly ClusterShape[] }>(
      ["redshift", "DescribeClusters", { ClusterIdentifier: name }],
      ["ClusterNotFound"],
    ).then(({ Clusters }) => Clusters);
    if (!cluster) throw invalid("Redshift endpoint doesn't exist in this region.");
    if (cluster.ClusterStatus !== "available") {
      throw invalid(`Cluster ${name} is ${cluster.ClusterStatus}: no statement can run.`);
    }
    return this.#warehouse(`cluster/${name}`, cluster.ClusterNamespaceArn, cluster.DBName);
  }

  /** Throws ValidationException where the workgroup is not there. */
  async workgroup(name: string): Promise<Warehouse> {
    const { workgroup } = await this.#ask<{ workgroup: { namespaceName: string } }>(
      ["redshift-serverless", "GetWorkgroup", { workgroupName: name }],
      ["ResourceNotFoundException"],
    );
    const { namespaceName } = workgroup;
    const { namespace } = await this.#ask<{ namespace: NamespaceShape }>(
      ["redshift-serverless", "GetNamespace", { namespaceName }],
      ["ResourceNotFoundException"],
    );
    return this.#warehouse(`workgroup/${name}`, namespace.namespaceId, namespace.dbName);
  }

  async close(): Promise<void> {
    const all = [...this.#kept.values()].flatMap(({ databases }) => [...databases.values()]);
    this.#kept.clear();
    await Promise.all(all.map((database) => database.close()));
  }

  async #ask<Output>(
    [service, operation, input]: readonly [string, string, object],
    notFound: readonly string[],
  ): Promise<Output> {
    try {
      return await this.cloud().call<Output>(service, operation, input);
    } catch (error) {
      if (error instanceof AwsError && notFound.includes(error.code)) {
        throw invalid("Redshift endpoint doesn't exist in this region.");
      }
      throw error;
    }
  }

  async #warehouse(id: string, namespace: string, database: string): Promise<Warehouse> {
    const kept = this.#kept.get(id);
    if (kept?.namespace === namespace) return kept;
    // Every Redshift has a database `dev`, next to the one that its creator names.
    const names = new Set([database, "dev"]);
    const databases = new Map([...names].map((name) => [name, new Database(name)]));
    this.#kept.set(id, { id, namespace, databases });
    for (const gone of kept?.databases.values() ?? []) await gone.close();
    return { id, databases };
  }
}

interface ClusterShape {
  readonly ClusterStatus: string;
  readonly ClusterNamespaceArn: string;
  readonly DBName: string;
}

interface NamespaceShape {
  readonly namespaceId: string;
  readonly dbName: string;
}
