import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { LocalStack } from "../../local/stack";
import { createClients } from "../../queries/clients";
import { clientSettings } from "../aws";
import { alertLines } from "./alerts";
import { faultsOf, lookAtLog, type Quarantined } from "./log-lines";
import { Notices } from "./notices";

const TICK_MS = 1_000;
/** Counts, and sums of alerts, come every fifth tick. */
const PERIOD_TICKS = 5;
/** Quarantined records whose reasons are read in one tick. */
const READ_PER_TICK = 10;
const DAY_MS = 86_400_000;

/** What a local stack's pipelines log and mail, in a few lines for whoever runs them. */
export class Watch {
  readonly #notices: Notices;
  readonly #discarded = new Map<string, number>();
  #quarantined: Quarantined[] = [];
  #mailed = 0;

  constructor(private readonly print: (line: string) => void) {
    this.#notices = new Notices(print);
  }

  /** Takes a line of any log. */
  readonly onLog = ({ message }: { readonly message: string }): void => {
    const { faults, quarantined, quarantinedCount } = faultsOf(message);
    for (const fault of faults) this.#notices.add(fault);
    const room = Math.max(0, READ_PER_TICK - this.#quarantined.length);
    // Those behind a failure are named again when they are delivered again.
    const read = quarantined.slice(0, Math.min(room, quarantinedCount));
    this.#quarantined.push(...read);
    const [one] = quarantined;
    if (one === undefined || quarantinedCount === read.length) return;
    this.#notices.count(quarantineOf(one), quarantinedCount - read.length);
  };

  /** Tells of the stack until it is called back. */
  start(stack: LocalStack): () => Promise<void> {
    const clients = createClients(clientSettings(stack.cloud.client));
    const bucket = String(stack.outputs.failureBucket);
    let ticks = 0;
    let looking = Promise.resolve();
    const look = async (endOfPeriod: boolean) => {
      await this.#readQuarantined(clients.s3, bucket);
      this.#lookAtMappings(stack, bucket);
      if (!endOfPeriod) return;
      this.#tellMails(stack);
      this.#notices.period();
    };
    const timer = setInterval(() => {
      ticks += 1;
      const endOfPeriod = ticks % PERIOD_TICKS === 0;
      looking = looking.then(() => look(endOfPeriod)).catch(this.#cannotLook);
    }, TICK_MS);
    return async () => {
      clearInterval(timer);
      await looking.then(() => look(true)).catch(this.#cannotLook);
      clients.destroy();
    };
  }

  readonly #cannotLook = (error: unknown): void => {
    this.#notices.add({
      owner: "npm run local",
      kind: "cannot look after the pipelines",
      reason: error instanceof Error ? error.message : String(error),
      look: "aws s3 ls",
    });
  };

  async #readQuarantined(s3: S3Client, bucket: string): Promise<void> {
    const taken = this.#quarantined;
    this.#quarantined = [];
    for (const one of taken) {
      const found = await quarantineDocument(s3, bucket, one);
      this.#notices.add({
        ...quarantineOf(one),
        reason: `at ${one.stage}`,
        ...(found !== undefined && {
          reason: `at ${one.stage}: ${found.reason}`,
          look: `aws s3 cp s3://${bucket}/${found.key} -`,
        }),
      });
    }
  }

  #lookAtMappings(stack: LocalStack, bucket: string): void {
    for (const mapping of stack.cloud.mappings.stats()) {
      const name = mapping.functionArn.split(":")[6] ?? mapping.functionArn;
      const base = { owner: ownerOf(name, Object.keys(stack.outputs)) };
      const look = lookAtLog(name);
      const [, problem] = /^PROBLEM: ([^]*)$/.exec(mapping.lastProcessingResult) ?? [];
      if (problem !== undefined) {
        this.#notices.add({
          ...base,
          kind: "batches are retried",
          reason: problem,
          count: 0,
          look,
        });
      }
      const before = this.#discarded.get(mapping.uuid) ?? 0;
      if (mapping.discarded > before) {
        this.#notices.add({
          ...base,
          kind: "given up after every retry",
          reason: "the batch is kept in S3",
          count: mapping.discarded - before,
          look: `aws s3 ls --recursive s3://${bucket}/aws/lambda/`,
        });
      }
      this.#discarded.set(mapping.uuid, mapping.discarded);
    }
  }

  #tellMails({ cloud }: LocalStack): void {
    const total = cloud.sns.mailed();
    const fresh = total - this.#mailed;
    this.#mailed = total;
    if (fresh === 0) return;
    for (const line of alertLines(cloud.sns.outbox().slice(-fresh))) this.print(line);
  }
}

function quarantineOf({ pipeline, consumer }: Quarantined) {
  return {
    owner: `${pipeline}/${consumer}`,
    kind: "quarantined",
    look: lookAtLog(`${pipeline}-${consumer}`),
  };
}

/** A function's name is its pipeline's and its consumer's; both may have hyphens. */
function ownerOf(functionName: string, pipelines: readonly string[]): string {
  const pipeline = pipelines.find((name) => functionName.startsWith(`${name}-`));
  if (pipeline === undefined) return functionName;
  return `${pipeline}/${functionName.slice(pipeline.length + 1)}`;
}

/** The record's own object, under the day of its arrival: that of the invocation, or one before. */
async function quarantineDocument(s3: S3Client, bucket: string, one: Quarantined) {
  for (const at of [one.at, one.at - DAY_MS]) {
    const day = new Date(at).toISOString().slice(0, 10).replaceAll("-", "/");
    const prefix = `quarantine/${one.pipeline}/${one.consumer}/${day}`;
    const key = `${prefix}/${one.shardId}-${one.sequenceNumber}.json`;
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const { reason } = JSON.parse((await Body?.transformToString()) ?? "{}") as {
        reason?: unknown;
      };
      return { key, reason: String(reason) };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "NoSuchKey") throw error;
    }
  }
  return undefined;
}
