import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { StateError } from "./error";
import { replaceFile } from "./files";

/** Counts up whenever what a service saves changes its form. */
const VERSION = 1;

/** Whose state it is, and how far its clock was set forward. */
export interface About {
  readonly region: string;
  readonly accountId: string;
  readonly aheadMs: number;
}

/** Where a service's state is, below the folder of its name, and the hash of that. */
export interface Entry {
  readonly folder: string;
  readonly sha256: string;
}

/** What `state.json` says. */
export interface Contents extends About {
  /** The moment as of which it is: all before it is there. */
  readonly savedAt: string;
  readonly services: Readonly<Record<string, Entry>>;
}

export const CONTENTS = "state.json";

/** Throws a StateError for a damaged file and for one of another version. */
export function readContents(folder: string): Contents | undefined {
  const file = path.join(folder, CONTENTS);
  if (!existsSync(file)) return undefined;
  const contents = parsed(readFileSync(file, "utf8"));
  if (contents?.version === undefined) throw damaged(file, folder);
  if (contents.version !== VERSION) {
    throw new StateError(
      `${file} has the version ${contents.version}, and this local cloud reads ${VERSION}. ` +
        `Nothing was changed: use the local cloud that wrote it, or move ${folder} away`,
    );
  }
  const { region, accountId, aheadMs, savedAt, services } = contents;
  const isWhole = [region, accountId, savedAt].every((each) => typeof each === "string");
  if (isWhole && typeof aheadMs === "number" && isEntries(services)) return contents;
  throw damaged(file, folder);
}

export function writeContents(folder: string, contents: Contents): Promise<void> {
  const text = JSON.stringify({ version: VERSION, ...contents }, undefined, 2);
  return replaceFile(path.join(folder, CONTENTS), `${text}\n`);
}

export function damaged(file: string, folder: string, cause?: unknown): StateError {
  const message = `${file} is damaged. Nothing was changed: put back a copy of it, or move ${folder} away`;
  return new StateError(message, { cause });
}

function parsed(text: string): (Contents & { readonly version?: number }) | undefined {
  try {
    return JSON.parse(text) as Contents;
  } catch {
    return undefined;
  }
}

function isEntries(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every(
    (entry: Partial<Entry> | null) =>
      /^[\w-]+$/.test(entry?.folder ?? "") && /^[\da-f]{64}$/.test(entry?.sha256 ?? ""),
  );
}
