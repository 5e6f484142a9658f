import { randomUUID } from "node:crypto";

import { TagStore, type TagLimits } from "../tags";
import type { CredentialIssuer } from "../iam";
import { environmentOf } from "./environments/environment";
import type { Package } from "./code/package";
import type { Settings } from "./function";
import { Instance } from "./environments/instance";
import type { Launch } from "./environments/launch";
import { FunctionLog } from "./environments/log";
import type { LogWriter } from "./environments/log";
import { InstancePool } from "./environments/pool";
import type { Reaper } from "./environments/reaper";
import { logStreamName, platformLines } from "./environments/report";

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html */
const TAGS: TagLimits = {
  tooMany: ["InvalidParameterValueException", "A function cannot have more than 50 tags."],
  invalid: "InvalidParameterValueException",
};

export const functionTags = (given?: Readonly<Record<string, string>>): TagStore =>
  new TagStore(TAGS, given);

/** What every function needs of the cloud. */
export interface Dependencies {
  readonly region: string;
  readonly accountId: string;
  readonly endpoint: () => string;
  readonly logs: LogWriter;
  readonly credentials: CredentialIssuer;
  readonly idleMs: number;
  /** Instances of one function that may run at once where it reserves no concurrency. */
  readonly concurrency: number;
  readonly reaper: Reaper;
}

/** What a function's instances are made of. */
export interface Deployment {
  readonly settings: Settings;
  readonly code: Package;
  readonly launch: Launch;
}

interface Environment {
  readonly instance: Instance;
  readonly log: FunctionLog;
  used: boolean;
}

/** A deployed function: its configuration, its package and its running instances. */
export class LambdaFunction {
  readonly arn: string;
  /** A published version's number, or "$LATEST". */
  readonly version = "$LATEST";
  reservedConcurrency: number | undefined;
  revisionId = randomUUID() as string;
  lastModified = new Date();
  private readonly environments = new WeakMap<Instance, Environment>();
  private pool: InstancePool;

  constructor(
    readonly name: string,
    private current: Deployment,
    readonly tags: TagStore,
    private readonly dependencies: Dependencies,
  ) {
    this.arn = `arn:aws:lambda:${dependencies.region}:${dependencies.accountId}:function:${name}`;
    this.code.hold();
    this.pool = this.newPool();
  }

  get deployment(): Deployment {
    return this.current;
  }

  get settings(): Settings {
    return this.current.settings;
  }

  get code(): Package {
    return this.current.code;
  }

  /** New requests go to new instances at once; running ones end as they began. */
  update(change: Partial<Deployment>): void {
    const before = this.current;
    const retiring = this.pool;
    this.current = { ...before, ...change };
    this.pool = this.newPool();
    this.revisionId = randomUUID();
    this.lastModified = new Date();
    this.code.hold();
    void retiring.retire().then(() => before.code.release());
  }

  warm(): void {
    this.pool.warm();
  }

  kill(): number {
    return this.pool.kill();
  }

  /** Ends all instances; the running requests fail as of a killed runtime. */
  async end(): Promise<void> {
    this.pool.kill();
    await this.pool.retire();
    await this.code.release();
  }

  /** An instance for one request, to be given back with `release`. Throttles above the limit. */
  acquire(): {
    readonly instance: Instance;
    readonly log: FunctionLog;
    readonly lines: ReturnType<typeof platformLines>;
    readonly cold: boolean;
  } {
    const { pool } = this;
    const instance = pool.acquire();
    this.owner.set(instance, pool);
    const environment = this.environments.get(instance);
    if (environment === undefined) throw new Error("An instance has no environment.");
    const cold = !environment.used;
    environment.used = true;
    return {
      instance,
      log: environment.log,
      lines: platformLines(this.settings.LoggingConfig),
      cold,
    };
  }

  release(instance: Instance): void {
    this.owner.get(instance)?.release(instance);
  }

  /** The pool that an instance came from: it may have been retired meanwhile. */
  private readonly owner = new WeakMap<Instance, InstancePool>();

  private newPool(): InstancePool {
    const deployed = this.current;
    return new InstancePool({
      idleMs: this.dependencies.idleMs,
      limit: () => this.reservedConcurrency ?? this.dependencies.concurrency,
      create: (onExit) => this.createInstance(deployed, onExit),
    });
  }

  private createInstance({ settings, code, launch }: Deployment, onExit: () => void): Instance {
    const { region, accountId, endpoint, logs, credentials, reaper } = this.dependencies;
    const { LoggingConfig: logging, Role: role } = settings;
    const logStream = logStreamName(new Date());
    const log = new FunctionLog({
      writer: logs,
      credentials,
      arnPrefix: `arn:aws:logs:${region}:${accountId}`,
      role,
      group: logging.LogGroup,
      stream: logStream,
    });
    const timestamp = Date.now();
    const opening = platformLines(logging).init(settings.Runtime.replace(".x", ""));
    log.write(opening.map((message) => ({ timestamp, message })));
    if (launch.note !== undefined) log.note(launch.note);
    const instance = new Instance({
      launch,
      environment: environmentOf({
        name: this.name,
        region,
        endpoint: endpoint(),
        settings,
        code,
        credentials: credentials.issue(role, this.name),
        logStream,
      }),
      start: {
        kind: "start",
        taskRoot: code.folder,
        handler: settings.Handler,
        runtime: settings.Runtime,
        functionName: this.name,
        functionVersion: this.version,
        memoryMb: settings.MemorySize,
        logGroup: logging.LogGroup,
        logStream,
        logFormat: logging.LogFormat,
        logLevel: logging.ApplicationLogLevel ?? "INFO",
        ...(launch.packages && { packages: launch.packages }),
        ...(code.opt !== undefined && { opt: code.opt }),
      },
      reaper,
      onLogs: (lines) => {
        log.write(lines);
      },
      onExit,
    });
    this.environments.set(instance, { instance, log, used: false });
    return instance;
  }
}
