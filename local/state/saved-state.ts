import { createHash, randomUUID, webcrypto } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { deserialize, serialize } from "node:v8";
import type { KeptState, Service } from "../gateway/service";
import { damaged, readContents, writeContents } from "./contents";
import type { About, Contents, Entry } from "./contents";
import { StateError } from "./error";
import { filesBelow, linkOrCopy, syncFile, writeSynced } from "./files";

/** Fills a service that is new. */
type Load = (state: KeptState) => Promise<void>;

interface Taken {
  readonly name: string;
  readonly entry: Entry;
  readonly bytes: Buffer;
  /** The names of its files that never change. */
  readonly files: ReadonlySet<string>;
}

/**
 * The state of services in a folder:
 *
 *     state.json                  where each service's state is, replaced whole at each save
 *     services/s3/<save>/state    what the service saved, and `files/` beside it, where it wrote some
 *     services/s3/shared          files that never change, for all its saves
 */
export class SavedState {
  #contents: Contents | undefined;
  /** The names in each service's `shared`. */
  readonly #shared = new Map<string, Set<string>>();
  /** Files there that the disk may not have yet. */
  readonly #unsynced = new Set<string>();

  /** Throws a StateError for a damaged file and for one of another version. */
  constructor(private readonly folder: string) {
    this.#contents = readContents(folder);
  }

  get contents(): Contents | undefined {
    return this.#contents;
  }

  /**
   * Saves what has changed since the last save, and tells whether anything has. The services say their
   * state in one step. What was saved of services that are not there stays.
   */
  async save(services: readonly Service[], about: About): Promise<boolean> {
    const savedAt = new Date().toISOString();
    const before = this.#contents?.services ?? {};
    const taken = await Promise.all(
      services.flatMap(({ name, state }) => (state === undefined ? [] : this.#take(name, state))),
    );
    const isChanged = ({ name, entry }: Taken) => before[name]?.sha256 !== entry.sha256;
    const changed = taken.filter(isChanged);
    for (const { name, entry } of taken.filter((each) => !isChanged(each))) {
      rmSync(this.#path(name, entry.folder), { recursive: true, force: true });
    }
    if (changed.length === 0 && isSame(this.#contents, about)) return false;
    for (const file of this.#unsynced) {
      await syncFile(file);
      this.#unsynced.delete(file);
    }
    for (const each of changed) await this.#write(each);
    const entries = Object.fromEntries(changed.map(({ name, entry }) => [name, entry]));
    const contents: Contents = { ...about, savedAt, services: { ...before, ...entries } };
    await writeContents(this.folder, contents);
    this.#contents = contents;
    for (const each of changed) this.#prune(each);
    return true;
  }

  /** Reads and checks all that was saved, by service, before anything is filled with it. */
  async read(): Promise<ReadonlyMap<string, Load>> {
    const loads = new Map<string, Load>();
    for (const [name, entry] of Object.entries(this.#contents?.services ?? {})) {
      loads.set(name, await this.#read(name, entry));
    }
    return loads;
  }

  async #take(name: string, state: KeptState): Promise<Taken> {
    const folder = randomUUID();
    const saving = state.save(this.#path(name, folder, "files"));
    const files = this.#link(name, state);
    const bytes = serialize(saving instanceof Promise ? await saving : saving);
    const sha256 = await digest(bytes, this.#path(name, folder, "files"));
    return { name, entry: { folder, sha256 }, bytes, files };
  }

  #link(name: string, state: KeptState): ReadonlySet<string> {
    const shared = this.#sharedOf(name);
    const files = new Set<string>();
    for (const [file, from] of state.files?.() ?? []) {
      files.add(file);
      if (shared.has(file)) continue;
      mkdirSync(this.#path(name, "shared"), { recursive: true });
      const to = this.#path(name, "shared", file);
      linkOrCopy(from(), to);
      shared.add(file);
      this.#unsynced.add(to);
    }
    return files;
  }

  async #write({ name, entry: { folder }, bytes }: Taken): Promise<void> {
    mkdirSync(this.#path(name, folder), { recursive: true });
    await writeSynced(this.#path(name, folder, "state"), bytes);
    for (const file of filesBelow(this.#path(name, folder, "files"))) await syncFile(file);
    if (existsSync(this.#path(name, "shared"))) await syncFile(this.#path(name, "shared"));
    await syncFile(this.#path(name, folder));
    await syncFile(this.#path(name));
  }

  /** Removes what no save needs any more. */
  #prune({ name, files }: Taken): void {
    const shared = this.#sharedOf(name);
    for (const file of shared) {
      if (files.has(file)) continue;
      rmSync(this.#path(name, "shared", file), { force: true });
      shared.delete(file);
    }
    const keep = ["shared", this.#contents?.services[name]?.folder];
    for (const each of readdirSync(this.#path(name))) {
      if (!keep.includes(each)) rmSync(this.#path(name, each), { recursive: true, force: true });
    }
  }

  async #read(name: string, { folder, sha256 }: Entry): Promise<Load> {
    const file = this.#path(name, folder, "state");
    const own = this.#path(name, folder, "files");
    if (!existsSync(file)) throw damaged(file, this.folder);
    const bytes = await readFile(file);
    if ((await digest(bytes, own)) !== sha256) throw damaged(file, this.folder);
    const saved = valueOf(bytes, file);
    return async (state) => {
      try {
        await state.load(saved, state.files === undefined ? own : this.#path(name, "shared"));
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        const message = `${file} is damaged (${why}): put back a copy of it, or move ${this.folder} away`;
        throw new StateError(message, { cause });
      }
    };
  }

  #sharedOf(name: string): Set<string> {
    const folder = this.#path(name, "shared");
    const shared = this.#shared.get(name) ?? new Set(existsSync(folder) ? readdirSync(folder) : []);
    this.#shared.set(name, shared);
    return shared;
  }

  #path(service: string, ...names: readonly string[]): string {
    return path.join(this.folder, "services", service, ...names);
  }
}

function isSame(contents: Contents | undefined, about: About): boolean {
  return (
    contents?.region === about.region &&
    contents.accountId === about.accountId &&
    contents.aheadMs === about.aheadMs
  );
}

function valueOf(bytes: Buffer, file: string): unknown {
  try {
    return deserialize(bytes);
  } catch (cause) {
    const message = `${file} cannot be read by this version of Node.js: use the one that wrote it, or a later one`;
    throw new StateError(message, { cause });
  }
}

/** Of what a service saved, and of the files that it wrote. */
async function digest(bytes: Buffer, folder: string): Promise<string> {
  const value = Buffer.from(await webcrypto.subtle.digest("SHA-256", bytes)).toString("hex");
  const files = filesBelow(folder);
  if (files.length === 0) return value;
  const hash = createHash("sha256").update(value);
  for (const file of files) hash.update(path.relative(folder, file)).update(readFileSync(file));
  return hash.digest("hex");
}
