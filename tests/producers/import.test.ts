import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { KinesisClient } from "@aws-sdk/client-kinesis";
import { sources } from "../../producers";
import { begin } from "../../producers/import/begin";
import { encodings } from "../../producers/import/encoding";
import { importFile, type Imported } from "../../producers/import/import";
import { openInput } from "../../producers/import/input";
import { seededRandom } from "../../producers/random";
import type { Random } from "../../producers/record";

interface Put {
  input: { Records: { Data: Buffer }[] };
}

/** A stream that refuses records, requests, and loses answers, as chance has it. */
class Unreliable {
  readonly stored: number[] = [];
  /** Of requests that were stored and not answered. */
  readonly unanswered = new Set<number>();

  constructor(private readonly random: Random) {}

  readonly client = { send: (command: Put) => this.#put(command) } as unknown as Pick<
    KinesisClient,
    "send"
  >;

  #put({ input }: Put): Promise<unknown> {
    const chance = this.random();
    if (chance < 0.1) return Promise.reject(new Error("connection refused"));
    const numbers = input.Records.map(
      ({ Data }) => (JSON.parse(Data.toString()) as { n: number }).n,
    );
    if (chance < 0.2) {
      this.stored.push(...numbers);
      for (const n of numbers) this.unanswered.add(n);
      return Promise.reject(new Error("the answer was lost"));
    }
    const share = chance < 0.6 ? 0.2 : 0;
    const Records = numbers.map((n) => {
      if (this.random() < share) return { ErrorCode: "ProvisionedThroughputExceededException" };
      this.stored.push(n);
      return { SequenceNumber: "1" };
    });
    return Promise.resolve({ Records });
  }
}

const eventLogs = sources.find(({ scenario }) => scenario === "event-logs");

describe("an import that is resumed until it is whole", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "import-"));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function run(file: string, stream: Unreliable, resume: boolean, stop: AbortSignal) {
    assert(eventLogs);
    const input = await openInput(file, encodings.utf8);
    const options = { path: file, encoding: encodings.utf8, resume, again: false };
    const identity = { name: "s", region: "us-east-1" };
    const begun = await begin(input, identity, { ...options, rejects: `${file}.rejects` });
    try {
      return await importFile({
        ...begun,
        source: eventLogs,
        input,
        encoding: encodings.utf8,
        client: stream.client,
        streamName: "s",
        maxRecordBytes: 1000,
        maxAttempts: 2,
        strict: false,
        signal: stop,
        note: () => undefined,
        rejected: () => undefined,
        onProgress: () => undefined,
      });
    } finally {
      begun.release();
    }
  }

  for (let seed = 1; seed <= 20; seed++) {
    it(`stores or rejects each line once, but for requests without an answer (seed ${seed})`, async () => {
      const random = seededRandom(seed);
      const file = path.join(folder, `${seed}.ndjson`);
      const isBad = (n: number) => (n * 7919 + seed) % 97 === 0;
      const line = (n: number) =>
        isBad(n) ? `{"bad":${n}\n` : `{"n":${n},"s":${seed}}\n${n % 11 === 0 ? "\n" : ""}`;
      const lines = (from: number, to: number) =>
        Array.from({ length: to - from }, (_, at) => line(from + at)).join("");
      writeFileSync(file, lines(0, 2000));

      const stream = new Unreliable(random);
      let grown = false;
      let runs = 0;
      let sent = 0;
      let last: Imported | undefined;
      for (let resumable = false; ;) {
        runs += 1;
        assert(runs < 200, JSON.stringify(last));
        const stop = new AbortController();
        const abort = () => {
          stop.abort();
        };
        const timer = random() < 0.3 ? setTimeout(abort, random() * 20) : undefined;
        last = await run(file, stream, resumable, stop.signal);
        clearTimeout(timer);
        resumable = last.resumable;
        assert.equal(last.before.sent, sent);
        sent += last.sent;
        if (last.end !== "finished") continue;
        if (grown) break;
        appendFileSync(file, lines(2000, 2500));
        grown = true;
      }

      const good = Array.from({ length: 2500 }, (_, n) => n).filter((n) => !isBad(n));
      assert.equal(sent, good.length);
      assert.deepEqual(
        [...new Set(stream.stored)].sort((a, b) => a - b),
        good,
      );
      const times = new Map<number, number>();
      for (const n of stream.stored) times.set(n, (times.get(n) ?? 0) + 1);
      const doubled = [...times].filter(([, count]) => count > 1).map(([n]) => n);
      assert.deepEqual(
        doubled.filter((n) => !stream.unanswered.has(n)),
        [],
      );
      const rejected = Array.from({ length: 2500 }, (_, n) => n).filter(isBad);
      assert.equal(readFileSync(`${file}.rejects`, "utf8"), rejected.map(line).join(""));
      assert.equal(last.before.leftOut + last.leftOut, rejected.length);
    });
  }
});
