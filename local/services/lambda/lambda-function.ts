import { randomUUID } from "node:crypto";
import type { UpdateRuntimeOn } from "@aws-sdk/client-lambda";

import type { CredentialIssuer } from "../iam";
import type { TagStore } from "../tags";
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
import type { Family } from "./versions/family";

/** What every function needs of the cloud. */
export interface Dependencies {
  readonly region: string;
  readonly accountId: string;
  readonly endpoint: () => string;
  readonly logs: LogWriter;
  readonly credentials: CredentialIssuer;
  readonly idleMs: number;
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

/** A function as it is deployed, or a published version of it: configuration, package and instances. */
export class LambdaFunction {
  /** With the number of a published version. */
  readonly arn: string;
  revisionId = randomUUID() as string;
  lastModified = new Date();
  updateRuntimeOn: UpdateRuntimeOn = "Auto";
  private readonly environments = new WeakMap<Instance, Environment>();
  private pool: InstancePool;

  constructor(
    readonly name: string,
    private current: Deployment,
    readonly family: Family,
    private readonly dependencies: Dependencies,
    /** Of a published version. */
    private readonly published?: { readonly number: string; readonly of: LambdaFunction },
  ) {
    const { region, accountId } = dependencies;
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
    this.arn = published === undefined ? arn : `${arn}:${published.number}`;
    this.code.hold();
    this.pool = this.newPool();
  }

  /** A published version's number, or "$LATEST". */
  get version(): string {
    return this.published?.number ?? "$LATEST";
  }

  get tags(): TagStore {
    return this.family.tags;
  }

  /** How many instances run a request. */
  get busy(): number {
    return this.pool.busy;
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

  /** A version that stays as the function is now. */
  publish(description: string | undefined): LambdaFunction {
    const { name, family, current, dependencies } = this;
    const { settings } = current;
    const fixed = { ...settings, Description: description ?? settings.Description };
    const number = family.nextNumber();
    const deployment = { ...current, settings: fixed };
    const made = new LambdaFunction(name, deployment, family, dependencies, { number, of: this });
    family.versions.set(number, made);
    return made;
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
      lines: platformLines(this.settings.LoggingConfig, this.version),
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
      limit: () => this.family.limitFor(this, this.published?.of ?? this),
      create: (onExit) => this.createInstance(deployed, onExit),
    });
  }

  private createInstance({ settings, code, launch }: Deployment, onExit: () => void): Instance {
    const { region, accountId, endpoint, logs, credentials, reaper } = this.dependencies;
    const { LoggingConfig: logging, Role: role } = settings;
    const logStream = logStreamName(new Date(), this.version);
    const log = new FunctionLog({
      writer: logs,
      credentials,
      arnPrefix: `arn:aws:logs:${region}:${accountId}`,
      role,
      group: logging.LogGroup,
      stream: logStream,
    });
    const timestamp = Date.now();
    const opening = platformLines(logging, this.version).init(settings.Runtime.replace(".x", ""));
    log.write(opening.map((message) => ({ timestamp, message })));
    if (launch.note !== undefined) log.note(launch.note);
    const instance = new Instance({
      launch,
      environment: environmentOf({
        name: this.name,
        version: this.version,
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
