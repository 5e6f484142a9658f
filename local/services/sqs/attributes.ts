import { AwsError } from "../../gateway/service";
import { readPolicy } from "../policy/read";
import { PolicyFault } from "../policy/statement";

/** What a queue's attribute may be set to, and what it is where nothing is said. */
interface Attribute {
  readonly assumed?: string;
  readonly range?: readonly [least: number, most: number];
  readonly oneOf?: readonly string[];
  /** Of FIFO queues alone. */
  readonly fifo?: boolean;
  readonly check?: (value: string) => void;
}

const MOST_POLICY_BYTES = 8192;
const BOOLEAN = ["true", "false"];

const refused = (name: string, why = ""): AwsError =>
  new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}. ${why}`);

const unknown = (name: string): AwsError =>
  new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);

/**
 * The attributes that a request may set.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
const SETTABLE = {
  VisibilityTimeout: { assumed: "30", range: [0, 43_200] },
  MaximumMessageSize: { assumed: "1048576", range: [1024, 1_048_576] },
  MessageRetentionPeriod: { assumed: "345600", range: [60, 1_209_600] },
  DelaySeconds: { assumed: "0", range: [0, 900] },
  ReceiveMessageWaitTimeSeconds: { assumed: "0", range: [0, 20] },
  Policy: { check: checkPolicy },
  RedrivePolicy: {},
  RedriveAllowPolicy: {},
  KmsMasterKeyId: { check: checkKey },
  KmsDataKeyReusePeriodSeconds: { range: [60, 86_400] },
  SqsManagedSseEnabled: { oneOf: BOOLEAN },
  ContentBasedDeduplication: { assumed: "false", oneOf: BOOLEAN, fifo: true },
  DeduplicationScope: { assumed: "queue", oneOf: ["queue", "messageGroup"], fifo: true },
  FifoThroughputLimit: {
    assumed: "perQueue",
    oneOf: ["perQueue", "perMessageGroupId"],
    fifo: true,
  },
} satisfies Readonly<Record<string, Attribute>>;

export type SettingName = keyof typeof SETTABLE;

/** Attributes that an empty value takes away. */
const REMOVABLE: ReadonlySet<string> = new Set([
  "Policy",
  "RedrivePolicy",
  "RedriveAllowPolicy",
  "KmsMasterKeyId",
]);

/** All that GetQueueAttributes can be asked for. */
export const ATTRIBUTES: ReadonlySet<string> = new Set([
  ...Object.keys(SETTABLE),
  "All",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
  "CreatedTimestamp",
  "FifoQueue",
  "LastModifiedTimestamp",
  "QueueArn",
]);

/** Throws InvalidAttributeName for what no queue has. */
export function checkAttributeNames(names: readonly string[]): void {
  const wrong = names.find((name) => !ATTRIBUTES.has(name));
  if (wrong !== undefined) throw unknown(wrong);
}

/** A queue's settings as requests gave them, with what SQS assumes besides. */
export class Settings {
  readonly #given = new Map<SettingName, string>();

  constructor(readonly fifo: boolean) {}

  get(name: SettingName): string | undefined {
    const { assumed }: Attribute = SETTABLE[name];
    return this.#given.get(name) ?? assumed;
  }

  /** Of an attribute that is a number, which is always there. */
  number(name: SettingName): number {
    return Number(this.get(name));
  }

  /** Sets all of a request's attributes, or none where SQS refuses one. */
  set(given: Readonly<Record<string, string>>): void {
    const checked = this.check(given);
    for (const [name, value] of checked) {
      if (value === "") this.#given.delete(name);
      else this.#given.set(name, value);
    }
    // Only one kind of encryption is on at a time.
    if (given.KmsMasterKeyId) this.#given.delete("SqsManagedSseEnabled");
    if (given.SqsManagedSseEnabled === "true") {
      this.#given.delete("KmsMasterKeyId");
      this.#given.delete("KmsDataKeyReusePeriodSeconds");
    }
  }

  /** Throws InvalidAttributeName or InvalidAttributeValue. */
  check(given: Readonly<Record<string, string>>): readonly [SettingName, string][] {
    const checked = Object.entries(given).map(([name, value]) => this.one(name, value));
    if (given.KmsMasterKeyId && given.SqsManagedSseEnabled === "true") {
      const message = "You can use one type of server-side encryption (SSE) at one time.";
      throw new AwsError("InvalidAttributeValue", message);
    }
    const next = (name: SettingName) => given[name] ?? this.get(name);
    const perGroup = next("FifoThroughputLimit") === "perMessageGroupId";
    if (perGroup && next("DeduplicationScope") !== "messageGroup") {
      const message =
        "FifoThroughputLimit may be perMessageGroupId only where DeduplicationScope is messageGroup.";
      throw new AwsError("InvalidAttributeValue", message);
    }
    return checked;
  }

  /** Those that GetQueueAttributes shows. */
  shown(): Readonly<Partial<Record<string, string>>> {
    const all: Partial<Record<string, string>> = {};
    for (const name of Object.keys(SETTABLE) as SettingName[]) {
      const value = this.get(name);
      const { fifo = false }: Attribute = SETTABLE[name];
      if (value !== undefined && (this.fifo || !fifo)) all[name] = value;
    }
    const byKey = all.KmsMasterKeyId !== undefined;
    all.SqsManagedSseEnabled ??= String(!byKey);
    if (byKey) all.KmsDataKeyReusePeriodSeconds ??= "300";
    if (this.fifo) all.FifoQueue = "true";
    return all;
  }

  private one(name: string, value: string): [SettingName, string] {
    if (!isSetting(name)) throw unknown(name);
    const { range, oneOf, fifo = false, check }: Attribute = SETTABLE[name];
    if (fifo && !this.fifo) throw unknown(name);
    if (value === "" && REMOVABLE.has(name)) return [name, value];
    if (range !== undefined && !isWithin(value, range)) throw refused(name);
    if (oneOf !== undefined && !oneOf.includes(value)) throw refused(name);
    check?.(value);
    return [name, range === undefined ? value : String(Number(value))];
  }
}

const isSetting = (name: string): name is SettingName => Object.hasOwn(SETTABLE, name);

function isWithin(value: string, [least, most]: readonly [number, number]): boolean {
  return /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
}

function checkKey(value: string): void {
  if (value.length > 2048) throw refused("KmsMasterKeyId");
}

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html */
function checkPolicy(value: string): void {
  if (Buffer.byteLength(value) > MOST_POLICY_BYTES) throw refused("Policy");
  try {
    readPolicy(value, "resource");
  } catch (error) {
    if (error instanceof PolicyFault) throw refused("Policy", error.message);
    throw error;
  }
}
