import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Position } from "../types";
import { wordsOf } from "./thrown";

/** Which callback ran for which record. */
export interface Origin {
  /** "parse" or "map <sink>". */
  readonly stage: string;
  /** As its author knows it: "toRow". */
  readonly callback: string;
  readonly at: Position;
  /** The record's place in the batch. */
  readonly index: number;
}

/** A fault that a callback left behind when it had returned. */
export interface Stray extends Origin {
  readonly reason: string;
}

interface Scope extends Origin {
  readonly strays: Strays;
}

const scopes = new AsyncLocalStorage<Scope>();

/**
 * Faults that a batch's callbacks leave behind: a rejection that nobody awaits, a throw in a timer.
 * Lambda ends the container for these, and delivers the whole batch again; here they concern the
 * record that the callback ran for. One that shows by the event loop's next turn comes before any
 * effect. What shows later, when the record may be stored, goes to `onLate`.
 */
export class Strays {
  readonly #early: Stray[] = [];
  readonly #onLate: (stray: Stray) => void;
  #closed = false;

  constructor(onLate: (stray: Stray) => void) {
    this.#onLate = onLate;
  }

  /** Runs a callback; whatever it starts belongs to this origin. */
  run<T>(origin: Origin, callback: () => T): T {
    watchProcess();
    return scopes.run({ ...origin, strays: this }, callback);
  }

  /** What has shown by the event loop's next turn. */
  async settled(): Promise<readonly Stray[]> {
    await nextTurn();
    this.#closed = true;
    return this.#early;
  }

  add(origin: Origin, thrown: unknown): void {
    const { stage, callback, at, index } = origin;
    const reason = `${callback} left a fault behind that nobody awaits: ${wordsOf(thrown)}`;
    const stray = { stage, callback, at, index, reason };
    if (this.#closed) this.#onLate(stray);
    else this.#early.push(stray);
  }
}

let watching = false;

/**
 * Takes faults that belong to a callback off the process. It stands before all listeners, not among
 * them, since Lambda's own, which end the process, cannot be stopped by another listener. Every other
 * fault reaches them as ever.
 * Source: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client, src/index.mjs
 */
function watchProcess(): void {
  if (watching) return;
  watching = true;
  const emit = process.emit.bind(process) as (event: string, ...args: unknown[]) => boolean;
  const watched = (event: string, ...args: unknown[]): boolean => {
    const scope = scopes.getStore();
    const fault = event === "unhandledRejection" || event === "uncaughtException";
    if (!fault || scope === undefined) return emit(event, ...args);
    scope.strays.add(scope, args[0]);
    return true;
  };
  process.emit = watched as typeof process.emit;
}
