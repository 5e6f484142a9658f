import { rm } from "node:fs/promises";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { Account } from "../account";
import type { Slots } from "../slots";
import { makeStateFolder, removeStateFolder } from "../state-folder";
import { CONTENTS, type About, type Contents } from "./contents";
import { StateError } from "./error";
import { isLock, lock } from "./lock";
import { SavedState } from "./saved-state";

/** How often what has changed is saved, in milliseconds. */
const EVERY_MS = 2_000;
/** The same while nobody asks anything and nothing has changed of late. */
const QUIET_MS = 30_000;
/** Saving takes at most a tenth of the time. */
const REST = 9;

/** Where a local cloud has its files, and its state where that outlives it. */
export interface Home {
  /** For what services do while they run. */
  readonly folder: string;
  readonly snapshots: string;
  /** How far the clock was set forward. */
  readonly aheadMs: number;
  /** Requests wait until the state is there, and have it saved soon. */
  readonly around?: <T>(answer: () => Promise<T>) => Promise<T>;
  /** Fills the services, and saves them from then on. Throws a StateError. */
  load?(slots: Slots, about: () => About): Promise<void>;
  /** Saves a last time; nothing if it was never loaded. */
  save?(): Promise<void>;
  /** Removes what does not outlive the cloud. */
  leave(): Promise<void>;
}

/** A folder that goes with the cloud. */
export async function temporaryHome(): Promise<Home> {
  const folder = await makeStateFolder("cloud");
  return {
    folder,
    snapshots: path.join(folder, "snapshots"),
    aheadMs: 0,
    leave: () => removeStateFolder(folder),
  };
}

/** A folder whose state is loaded and kept. Throws a StateError, and changes nothing then. */
export async function lastingHome(folder: string, account: Account): Promise<Home> {
  const root = path.resolve(folder);
  try {
    checkFolder(root);
    mkdirSync(root, { recursive: true, mode: 0o700 });
    return await locked(root, account);
  } catch (error) {
    throw inWords(error, `${root} cannot be used`);
  }
}

async function locked(root: string, account: Account): Promise<Home> {
  const unlock = lock(root);
  try {
    const state = new SavedState(root);
    if (state.contents !== undefined) checkAccount(root, state.contents, account);
    const aheadMs = state.contents?.aheadMs ?? 0;
    // It marks the folder as a local cloud's.
    await state.save([], { ...account, aheadMs });
    return new Lasting(root, state, aheadMs, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

class Lasting implements Home {
  readonly folder: string;
  readonly snapshots: string;
  readonly #ready: Promise<void>;
  #opened: () => void = () => undefined;
  #next: NodeJS.Timeout | undefined;
  #saveAll: (() => Promise<boolean>) | undefined;
  /** Whether there may be something to save. */
  #isBusy = true;
  #quietMs = 0;
  #isFailing = false;

  constructor(
    private readonly root: string,
    private readonly state: SavedState,
    readonly aheadMs: number,
    private readonly unlock: () => void,
  ) {
    this.folder = path.join(root, "running");
    this.snapshots = path.join(root, "snapshots");
    this.#ready = new Promise((resolve) => (this.#opened = resolve));
    // What a killed one has left.
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
  }

  readonly around = async <T>(answer: () => Promise<T>): Promise<T> => {
    await this.#ready;
    return answer().finally(() => {
      this.#isBusy = true;
    });
  };

  async load(slots: Slots, about: () => About): Promise<void> {
    const saved = await this.state.read();
    for (const { name, state } of slots.services) {
      if (state !== undefined) await saved.get(name)?.(state);
    }
    this.#saveAll = () => slots.alone(() => this.state.save(slots.services, about()));
    this.#later(EVERY_MS);
    this.#opened();
  }

  async save(): Promise<void> {
    clearTimeout(this.#next);
    try {
      await this.#saveAll?.();
    } catch (error) {
      throw inWords(error, `${this.root} has no last save`);
    }
    this.#saveAll = undefined;
  }

  async leave(): Promise<void> {
    clearTimeout(this.#next);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
    this.unlock();
  }

  #later(milliseconds: number): void {
    this.#next = setTimeout(() => void this.#tick(milliseconds), milliseconds).unref();
  }

  async #tick(waitedMs: number): Promise<void> {
    this.#quietMs += waitedMs;
    if (!this.#isBusy && this.#quietMs < QUIET_MS) {
      this.#later(EVERY_MS);
      return;
    }
    this.#quietMs = 0;
    this.#isBusy = false;
    const began = performance.now();
    const changed = await this.#saveChanges();
    this.#isBusy ||= changed;
    if (this.#saveAll !== undefined) {
      this.#later(Math.max(EVERY_MS, REST * (performance.now() - began)));
    }
  }

  /** Whether there may be more to save. */
  async #saveChanges(): Promise<boolean> {
    try {
      const changed = (await this.#saveAll?.()) === true;
      this.#isFailing = false;
      return changed;
    } catch (error) {
      if (!this.#isFailing)
        process.stderr.write(`local cloud: nothing is saved: ${String(error)}\n`);
      this.#isFailing = true;
      return true;
    }
  }
}

/** A fault of the file system, or of what a service saves, with what it means here. */
function inWords(error: unknown, what: string): StateError {
  if (error instanceof StateError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new StateError(`${what}: ${why}`, { cause: error });
}

/** A mistaken folder, such as a program's own, stays as it is. */
function checkFolder(root: string): void {
  const found = statSync(root, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) throw new StateError(`${root} is no folder`);
  const names = readdirSync(root);
  const ours = (name: string) => isLock(name) || name === `${CONTENTS}.new`;
  if (names.includes(CONTENTS) || names.every(ours)) return;
  throw new StateError(`${root} has other files than a local cloud's: choose a folder of its own`);
}

function checkAccount(root: string, was: Contents, { region, accountId }: Account): void {
  if (was.region === region && was.accountId === accountId) return;
  const place = `${was.region} and the account ${was.accountId}`;
  throw new StateError(`${root} has the state of ${place}: start it with these, or choose another`);
}
