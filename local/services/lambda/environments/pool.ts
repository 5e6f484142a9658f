import { AwsError } from "../../../gateway/service";
import type { Instance } from "./instance";

export interface PoolOptions {
  /** Instances that may run at once. */
  readonly limit: () => number;
  /** An instance that has had nothing to do for so long is ended. */
  readonly idleMs: number;
  readonly create: (onExit: () => void) => Instance;
}

/** A function's instances: reused when idle, added on demand up to its concurrency. */
export class InstancePool {
  private readonly instances = new Set<Instance>();
  private readonly idle: Instance[] = [];
  private readonly whenEmpty: (() => void)[] = [];
  private sweep: NodeJS.Timeout | undefined;
  private retired = false;

  constructor(private readonly options: PoolOptions) {}

  /** The most recently used idle instance, or a new one; throttles above the limit. */
  acquire(): Instance {
    if (this.busy >= this.options.limit()) throw throttled();
    for (let instance = this.idle.pop(); instance !== undefined; instance = this.idle.pop()) {
      if (instance.alive) return instance;
    }
    return this.add();
  }

  release(instance: Instance): void {
    if (!instance.alive) return;
    if (this.retired) {
      instance.kill();
      return;
    }
    this.idle.push(instance);
    this.sweep ??= setTimeout(() => {
      this.endIdle();
    }, this.options.idleMs);
  }

  /** How many instances run a request. */
  get busy(): number {
    return this.running().length;
  }

  /** Starts an instance ahead of the first request. */
  warm(): void {
    if (!this.retired && this.instances.size === 0) this.release(this.add());
  }

  /** Ends every instance now; says how many of them were running a request. */
  kill(): number {
    const busy = this.running().length;
    this.idle.length = 0;
    for (const instance of this.instances) instance.kill();
    return busy;
  }

  /** Takes no more requests; ends idle instances now and busy ones after theirs. */
  retire(): Promise<void> {
    this.retired = true;
    clearTimeout(this.sweep);
    for (const instance of this.idle.splice(0)) instance.kill();
    if (this.instances.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.whenEmpty.push(resolve);
    });
  }

  /** The instances that have a request. */
  private running(): Instance[] {
    return [...this.instances].filter(
      (instance) => instance.alive && !this.idle.includes(instance),
    );
  }

  private add(): Instance {
    const instance = this.options.create(() => {
      this.instances.delete(instance);
      const at = this.idle.indexOf(instance);
      if (at >= 0) this.idle.splice(at, 1);
      if (this.instances.size === 0) for (const resolve of this.whenEmpty.splice(0)) resolve();
    });
    this.instances.add(instance);
    return instance;
  }

  private endIdle(): void {
    const before = Date.now() - this.options.idleMs;
    const old = this.idle.filter((instance) => instance.idleSince <= before);
    for (const instance of old) {
      this.idle.splice(this.idle.indexOf(instance), 1);
      instance.kill();
    }
    this.sweep = undefined;
    if (this.idle.length === 0) return;
    this.sweep = setTimeout(() => {
      this.endIdle();
    }, this.options.idleMs);
  }
}

function throttled(): AwsError {
  return new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, {
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    Type: "User",
  });
}
