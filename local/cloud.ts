import { defaultAccount, isRegion, NoRegion, type Account } from "./account";
import { Clock } from "./clock";
import { late } from "./late";
import { snapshotRoutes } from "./controls/snapshots";
import { resetRoutes } from "./controls/reset";
import { clockRoutes } from "./controls/clock";
import { faultRoutes } from "./controls/faults";
import { createFaults, type Faults } from "./gateway/faults";
import type { ServiceName } from "./gateway/model/apis";
import type { Rules } from "./gateway/model/rules";
import { startGateway } from "./gateway/server";
import type { CloudClient } from "./gateway/service";
import { createParts, type Parts, type PartSettings } from "./parts";
import type { Mappings } from "./services/mappings";
import { lastingHome, temporaryHome } from "./state/home";

export interface CloudOptions extends Partial<Account>, PartSettings {
  /** The gateway's port; any free one when absent. */
  readonly port?: number;
  /** A folder that keeps its state across restarts; without one it starts empty. */
  readonly state?: string;
  /** These alone, with those that they need, e.g. `["kinesis", "lambda"]`; all by default. */
  readonly services?: readonly ServiceName[];
}

/** The local cloud: AWS's services behind one gateway. */
export interface Cloud {
  readonly endpoint: string;
  readonly client: CloudClient;
  readonly kinesis: Parts["kinesis"];
  readonly lambda: Parts["lambda"];
  readonly mappings: Mappings;
  readonly firehose: Parts["firehose"];
  readonly sns: Parts["sns"];
  /** Any service's own interface; throws when the cloud was started without it. */
  part<N extends keyof Parts>(name: N): Parts[N];
  /** Outages and throttles on request. */
  readonly faults: Faults;
  /** Every operation that it has, with what its service asks of inputs. */
  readonly operations: readonly {
    readonly service: string;
    readonly operation: string;
    readonly rules: Rules;
  }[];
  /** The services whose state is not kept, where others' is. */
  readonly notKept: readonly string[];
  /** Saves the state, if that is kept, ends workers, timers and the port, and removes other files. Bounded. */
  stop(): Promise<void>;
}

/** Starts a local cloud. Throws NoRegion, a StateError, or when its port is in use. */
export async function createCloud(options: CloudOptions = {}): Promise<Cloud> {
  const { region, accountId } = { ...defaultAccount, ...options };
  if (!isRegion(region)) throw new NoRegion(region);
  const account = { region, accountId };
  const { state } = options;
  const home = await (state === undefined ? temporaryHome() : lastingHome(state, account));
  const started: { client?: CloudClient } = {};
  const cloud = (): CloudClient => {
    if (started.client === undefined) throw new Error("the gateway has not started yet");
    return started.client;
  };
  const time = new Clock(options.clock, home.aheadMs);
  const about = () => ({ ...account, aheadMs: time.aheadMs });
  const faults = createFaults({ clock: time.now });
  const { makers, slots } = createParts({
    ...options,
    account,
    folder: home.folder,
    cloud,
    time,
    faults,
  });
  makers.iam();
  for (const name of options.services ?? serviceNames(makers)) makers[name]();
  const { services } = slots;
  const operations = services.flatMap(({ name: service, operations: own, rules = {} }) =>
    Object.keys(own).map((operation) => ({ service, operation, rules })),
  );
  const end = async () => {
    for (const service of [...services].reverse()) await service.stop?.();
    await home.leave();
  };
  const gateway = await startGateway({
    region,
    accountId,
    ...(options.port === undefined ? {} : { port: options.port }),
    services,
    keys: late(makers.iam),
    authorize: (...asked) => {
      makers.iam().authorize(...asked);
    },
    faults,
    ...(home.around === undefined ? {} : { around: home.around }),
    local: {
      ...resetRoutes(slots),
      ...snapshotRoutes(slots, home.snapshots, about),
      ...clockRoutes(time),
      ...faultRoutes(faults, time, operations),
    },
  }).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  const client = gateway.client();
  started.client = client;
  await home.load?.(slots, about).catch(async (error: unknown) => {
    await end();
    await gateway.stop();
    throw error;
  });
  const part = <N extends keyof Parts>(name: N): Parts[N] => {
    if (services.some((service) => service.name === name)) return makers[name]();
    throw new Error(`this cloud was started without ${name}: add it to its services`);
  };
  return {
    endpoint: gateway.endpoint,
    client,
    part,
    get kinesis() {
      return part("kinesis");
    },
    get lambda() {
      return part("lambda");
    },
    get mappings() {
      return part("lambda").mappings;
    },
    get firehose() {
      return part("firehose");
    },
    get sns() {
      return part("sns");
    },
    faults,
    operations,
    notKept: services
      .filter((each) => each.state === undefined && each.stateless !== true)
      .map(({ name }) => name)
      .sort(),
    async stop() {
      try {
        // Nothing is answered any more that would not be saved.
        if (home.save !== undefined) await gateway.stop();
        await home.save?.();
      } finally {
        await end();
        await gateway.stop();
      }
    },
  };
}

const serviceNames = (makers: object) => Object.keys(makers) as ServiceName[];
