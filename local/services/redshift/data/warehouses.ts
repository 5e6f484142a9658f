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
    const { Clusters = [] } = await known(
      this.cloud().call("redshift", "DescribeClusters", { ClusterIdentifier: name }),
    );
    const { ClusterStatus = "", ClusterNamespaceArn = "", DBName = "" } = Clusters[0] ?? {};
    if (ClusterStatus === "available") {
      return this.#warehouse(`cluster/${name}`, ClusterNamespaceArn, DBName);
    }
    throw invalid(`Cluster ${name} is ${ClusterStatus}: no statement can run.`);
  }

  /** Throws ValidationException where the workgroup is not there. */
  async workgroup(name: string): Promise<Warehouse> {
    const { workgroup } = await known(
      this.cloud().call("redshift-serverless", "GetWorkgroup", { workgroupName: name }),
    );
    const { namespaceName = "" } = workgroup;
    const { namespace } = await known(
      this.cloud().call("redshift-serverless", "GetNamespace", { namespaceName }),
    );
    const { namespaceId = "", dbName = "" } = namespace;
    return this.#warehouse(`workgroup/${name}`, namespaceId, dbName);
  }

  async close(): Promise<void> {
    const all = [...this.#kept.values()].flatMap(({ databases }) => [...databases.values()]);
    this.#kept.clear();
    await Promise.all(all.map((database) => database.close()));
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

/** The control plane's answer; rejects as the Data API does where it knows no such warehouse. */
async function known<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    const missing = ["ClusterNotFound", "ResourceNotFoundException"];
    if (!(error instanceof AwsError && missing.includes(error.code))) throw error;
    throw invalid("Redshift endpoint doesn't exist in this region.");
  }
}
