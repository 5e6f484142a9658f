import { openEngine } from "../../sql/duckdb";
import type { Engine, Session } from "../../sql/duckdb";
import { redshiftPreparation } from "../../sql/redshift/macros";

/** One Redshift database: an in-memory DuckDB, opened at its first statement. */
export class Database {
  #engine: Promise<Engine> | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(readonly name: string) {}

  /**
   * Runs work in a session of its own, which ends with it. One at a time: transactions of one
   * database never meet a serializable isolation violation here, as they may on AWS.
   */
  run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const turn = this.#tail.then(() => this.#withSession(work));
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  async #withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error(`database "${this.name}" does not exist`);
    this.#engine ??= prepared();
    const session = await (await this.#engine).session();
    try {
      return await work(session);
    } finally {
      session.close();
    }
  }

  /** Waits for what runs, then forgets every table. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#tail;
    (await this.#engine)?.close();
  }
}

async function prepared(): Promise<Engine> {
  const engine = await openEngine();
  const session = await engine.session();
  try {
    for (const sql of redshiftPreparation) await session.run(sql);
  } finally {
    session.close();
  }
  return engine;
}
