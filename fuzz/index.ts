import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import path from "node:path";
import fc from "fast-check";
import {
  positive,
  positiveInteger,
  runCommand,
  UsageError,
  type ParsedArguments,
} from "../commands/command";
import {
  modelled,
  modelOf,
  type OperationModel,
  type ServiceModel,
} from "../local/gateway/model/schemas";
import type { Rules } from "../local/gateway/model/rules";
import { createCloud } from "../local/cloud";
import type { Told } from "./cloud";
import { damaged, damages } from "./damage";
import { valuesOf, type Known } from "./values";
import { protocolsOf, wireOf, type Protocol, type Wire } from "./wire";

const usage = `Usage: npm run fuzz [-- --seconds 30] [--seed N] [--service NAME] [--all]

Sends a local cloud requests that are made from AWS's own schemas: members missing, of other types, at
and past their limits, in each protocol that a service speaks. Nothing may be answered with 500, stop
the gateway for more than 100 ms, or let its memory grow without end. What fails is made as small as it
goes, and shown with the seed that leads to it again.

Options:
  --seconds N      how long; default 30
  --seed N         go the same way again; a random one by default
  --service NAME   this one alone, e.g. s3
  --all            go on after the first finding, and list them all at the end
  --help

Exit codes: 0 nothing was found; 1 something was; 2 wrong usage.
`;

const options = {
  seconds: { type: "string", default: "30" },
  seed: { type: "string" },
  service: { type: "string" },
  all: { type: "boolean", default: false },
} as const;

const MOST_MEMORY_MIB = 3000;
/** Requests of one try, which go out side by side. */
const BATCH = 25;

interface Attempt {
  readonly service: string;
  readonly operation: string;
  readonly protocol: Protocol;
  readonly wire: Wire;
}

interface Target {
  readonly name: string;
  readonly model: ServiceModel;
  readonly operation: OperationModel;
  readonly rules: Rules;
}

/** A cloud in a process of its own: its stops are its own, and its end is seen. */
class Subject {
  readonly stops: number[] = [];
  memoryMib = 0;
  sent = 0;
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: BATCH });

  private constructor(
    readonly process: ChildProcess,
    readonly endpoint: string,
    readonly known: Readonly<Record<string, readonly string[]>>,
  ) {
    process.on("message", (told: Told) => {
      if (told.kind === "stop") this.stops.push(told.ms);
      else if (told.kind === "memory") this.memoryMib = Math.max(this.memoryMib, told.mib);
    });
  }

  static async start(): Promise<Subject> {
    const child = fork(path.join(__dirname, "cloud.ts"), {
      execArgv: ["--no-deprecation", "-r", path.join(__dirname, "../register.cjs")],
    });
    const [told] = (await once(child, "message")) as [Told];
    if (told.kind !== "ready") throw new Error("the cloud did not start");
    return new Subject(child, told.endpoint, told.known);
  }

  send({ method, path, headers, body }: Wire): Promise<{ status: number; text: string }> {
    this.sent += 1;
    return new Promise((resolve, reject) => {
      const request = http.request(this.endpoint + path, {
        method,
        agent: this.agent,
        timeout: 60_000,
        headers: { ...headers, "content-length": String(body.length) },
      });
      request.once("response", (response) => {
        const chunks: Buffer[] = [];
        const end = () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: response.statusCode ?? 0, text });
        };
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", end);
        // A stream of events has no end that is worth waiting for.
        if (response.headers["content-type"] === "application/vnd.amazon.eventstream") {
          response.once("data", () => {
            end();
            response.destroy();
          });
        }
      });
      request.once("timeout", () => request.destroy(new Error("no answer in a minute")));
      request.once("error", reject);
      request.end(body);
    });
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    if (this.process.exitCode !== null) return;
    this.process.disconnect();
    await once(this.process, "exit");
  }
}

/** What each service has and its client knows; operations that it lacks are only ever refused. */
async function targetsOf(service: string | undefined): Promise<readonly Target[]> {
  const chosen = service === undefined ? modelled : modelled.filter((name) => name === service);
  if (chosen.length === 0) {
    throw new UsageError(
      `there is no service "${service ?? ""}": choose of ${modelled.join(", ")}`,
    );
  }
  const cloud = await createCloud();
  const targets = cloud.operations
    .filter(({ service }) => chosen.includes(service))
    .flatMap(({ service: name, operation, rules }) => {
      const model = modelOf(name);
      const found = model?.operations.get(operation);
      return model === undefined || found === undefined
        ? []
        : [{ name, model, operation: found, rules }];
    });
  await cloud.stop();
  return targets;
}

function attemptsOf(targets: readonly Target[], known: Known): fc.Arbitrary<Attempt> {
  const each = targets.map(({ name, model, operation, rules }) => {
    const protocols = fc.constantFrom(...protocolsOf(name, model));
    return fc
      .tuple(
        protocols,
        valuesOf(operation.input, { known, rules }),
        fc.option(damages, { freq: 12 }),
      )
      .map(([protocol, input, damage]): Attempt => {
        const wire = wireOf(name, model, operation, protocol, input as object);
        return {
          service: name,
          operation: operation.name,
          protocol,
          wire: damage === null ? wire : { ...wire, body: damaged(wire.body, damage) },
        };
      });
  });
  return fc.oneof(...each);
}

/** Throws where an answer is 500, or puts it into the list. */
async function check(
  subject: Subject,
  attempts: readonly Attempt[],
  list: Map<string, string> | undefined,
): Promise<void> {
  const before = subject.stops.length;
  const answers = await Promise.all(attempts.map(({ wire }) => subject.send(wire)));
  for (const [index, { status, text }] of answers.entries()) {
    const attempt = attempts[index];
    if (status < 500 || status === 501 || attempt === undefined) continue;
    const told = `${attempt.service}:${attempt.operation} answered ${status}: ${text}`;
    if (list === undefined) throw new Error(told);
    const key = `${attempt.service}:${attempt.operation}`;
    if (!list.has(key)) list.set(key, `${told}\n${shown([attempt])}`);
  }
  const stop = subject.stops[before];
  if (stop !== undefined) {
    const told = `the gateway stopped for ${stop} ms`;
    if (list === undefined) throw new Error(told);
    list.set(`stop ${subject.stops.length}`, `${told}\n${shown(attempts)}`);
  }
  if (subject.memoryMib > MOST_MEMORY_MIB)
    throw new Error(`the gateway holds ${subject.memoryMib} MiB`);
}

function shown(attempts: readonly Attempt[]): string {
  return attempts
    .map(({ service, operation, protocol, wire }) => {
      const body = protocol.includes("cbor")
        ? wire.body.toString("base64")
        : wire.body.toString("utf8");
      return `  ${service}:${operation} (${protocol}) ${wire.method} ${wire.path}\n  ${body}`;
    })
    .join("\n");
}

async function fuzz({ values }: ParsedArguments<typeof options>): Promise<void> {
  const seconds = positive("seconds", values.seconds) ?? Number(options.seconds.default);
  const seed = positiveInteger("seed", values.seed) ?? Date.now() % 2 ** 31;
  const targets = await targetsOf(values.service);
  const subject = await Subject.start();
  process.stdout.write(`seed ${seed}: ${targets.length} operations for ${seconds} s\n`);
  try {
    const known: Known = (member) => subject.known[member] ?? subject.known[""] ?? [];
    const batches = fc.array(attemptsOf(targets, known), { minLength: 1, maxLength: 2 * BATCH });
    const list = values.all ? new Map<string, string>() : undefined;
    const details = await fc.check(
      fc.asyncProperty(batches, (attempts) => check(subject, attempts, list)),
      {
        seed,
        numRuns: Number.MAX_SAFE_INTEGER,
        interruptAfterTimeLimit: seconds * 1000,
        markInterruptAsFailure: false,
      },
    );
    process.stdout.write(`${subject.sent} requests, at most ${subject.memoryMib} MiB\n`);
    if (list !== undefined && list.size > 0) throw new Error([...list.values()].join("\n"));
    if (!details.failed) return;
    const [attempts] = details.counterexample ?? [[]];
    const cause = details.errorInstance;
    throw new Error(
      `${cause instanceof Error ? cause.message : String(cause)}\n${shown(attempts)}\n` +
        `again: npm run fuzz -- --seed ${seed}`,
    );
  } finally {
    await subject.stop();
  }
}

void runCommand({ name: "fuzz", usage, options, takes: 0, run: fuzz });
