import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { attempt, pause } from "../aws/attempt";
import { clientSettings, lazy } from "../aws/settings";
import { faultOf, reasonOf } from "../faults";
import type { Failure, WriteContext } from "../types";
import { faultOfStatement } from "./errors";

const client = lazy(() => new RedshiftDataClient(clientSettings));

const FIRST_POLL_MS = 25;
const LONGEST_POLL_MS = 1000;

/** An answer's own time: less than that is no use for asking once more. */
const ANSWER_MS = 200;

/** How long one answer may wait, within the time that a request is given. */
const LONGEST_WAIT_SECONDS = 2;

/** Where statements run. */
export interface Warehouse {
  readonly ClusterIdentifier?: string;
  readonly WorkgroupName?: string;
  readonly SecretArn?: string;
  readonly Database: string;
}

/**
 * Runs statements in one transaction and waits for its end; undefined when it is committed.
 * Transient faults are tried again while time remains. Throws on what is no row's fault.
 *
 * Each try has a ClientToken made of `seed`, the statements and the number of the try: submitting it
 * again, in this invocation or in the next one, joins the statement that is already under way, or done,
 * instead of running it twice.
 */
export async function runTransaction(
  warehouse: Warehouse,
  sqls: readonly string[],
  seed: string,
  context: WriteContext,
): Promise<Failure | undefined> {
  for (let tries = 0; ; tries += 1) {
    const failure = await runOnce(warehouse, sqls, tokenOf(seed, sqls, tries), context);
    if (failure?.kind !== "transient" || !(await pause(tries, context))) return failure;
  }
}

async function runOnce(
  warehouse: Warehouse,
  sqls: readonly string[],
  token: string,
  context: WriteContext,
): Promise<Failure | undefined> {
  try {
    const id = await submit(warehouse, sqls, token, context);
    return await ended(id, context);
  } catch (error) {
    if (isTransient(error)) return { kind: "transient", reason: reasonOf(error) };
    throw error;
  }
}

async function submit(
  warehouse: Warehouse,
  sqls: readonly string[],
  token: string,
  context: WriteContext,
): Promise<string> {
  const input = { ...warehouse, Sqls: [...sqls], ClientToken: token };
  const command = new BatchExecuteStatementCommand(input);
  const { Id } = await attempt(context, (abortSignal) => client().send(command, { abortSignal }));
  if (Id === undefined) throw new Error("BatchExecuteStatement answered without an Id.");
  return Id;
}

/** Asks for a statement's end, each answer waiting a while for it, less and less often. */
async function ended(id: string, context: WriteContext): Promise<Failure | undefined> {
  for (let delay = FIRST_POLL_MS; ; delay = Math.min(delay * 2, LONGEST_POLL_MS)) {
    const WaitTimeSeconds = Math.floor(
      Math.min(LONGEST_WAIT_SECONDS, context.remainingMs() / 2000),
    );
    const command = new DescribeStatementCommand({ Id: id, WaitTimeSeconds });
    const statement = await attempt(context, (abortSignal) =>
      client().send(command, { abortSignal }),
    );
    const { Status, SubStatements = [] } = statement;
    const error = statement.Error ?? SubStatements.find((sub) => sub.Error !== undefined)?.Error;
    if (Status === "FINISHED") return undefined;
    if (Status === "ABORTED") return { kind: "transient", reason: error ?? "statement aborted" };
    if (Status === "FAILED") return failureOfStatement(id, error ?? "statement failed");
    if (delay + ANSWER_MS >= context.remainingMs()) {
      return { kind: "transient", reason: `statement ${id} is still ${Status ?? "running"}` };
    }
    await sleep(delay);
  }
}

function failureOfStatement(id: string, message: string): Failure {
  const kind = faultOfStatement(message);
  if (kind === "fatal") throw new Error(`Redshift statement ${id} failed: ${message}`);
  return { kind, reason: message };
}

/** A paused or resizing cluster comes as a ValidationException, like a wrong request does. */
function isTransient(error: unknown): boolean {
  const fault = faultOf(error);
  if (fault !== "invalid") return fault === "transient";
  return faultOfStatement(reasonOf(error)) === "transient";
}

/** At most 64 characters: SHA-256 in hexadecimal. */
function tokenOf(seed: string, sqls: readonly string[], tries: number): string {
  return createHash("sha256")
    .update(JSON.stringify([seed, sqls, tries]))
    .digest("hex");
}
