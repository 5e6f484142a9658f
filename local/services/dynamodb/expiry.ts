import type { Time } from "../../clock";
import { keyOf } from "./engine";
import type { Engine, Item, StoredTable } from "./engine";
import type { Settings } from "./settings";

const SWEEP_EVERY_MS = 2000;
/** A sweep looks at this many items of a table at most, and goes on from there next time. */
const ITEMS_PER_SWEEP = 5000;
/** DynamoDB leaves items alone that expired longer ago than this. */
const FIVE_YEARS_SECONDS = 5 * 365 * 24 * 3600;

export interface Expiry {
  /** Deletes what has expired among the next items of every table; answers how many. */
  sweep(): Promise<number>;
  stop(): void;
}

/** Deletes expired items within seconds to minutes; AWS promises it within a few days. */
export function startExpiry(engine: Engine, settings: Settings, time: Time): Expiry {
  const cursors = new Map<string, string>();

  function expired(table: StoredTable, attribute: string): Item[] {
    const now = time.now() / 1000;
    const found: Item[] = [];
    let last: string | undefined;
    let seen = 0;
    const start = cursors.get(table.TableName);
    const range = start === undefined ? {} : { gt: start };
    for (const [key, text] of engine.store.getItemDb(table.TableName).texts(range)) {
      if (seen >= ITEMS_PER_SWEEP) {
        cursors.set(table.TableName, last ?? key);
        return found;
      }
      seen += 1;
      last = key;
      if (!text.includes(`"${attribute}"`)) continue;
      const item = JSON.parse(text) as Item;
      const at = Number(item[attribute]?.N ?? Infinity);
      if (at <= now && at > now - FIVE_YEARS_SECONDS) found.push(item);
    }
    cursors.delete(table.TableName);
    return found;
  }

  async function sweep(): Promise<number> {
    let deleted = 0;
    for (const [name, { ttl }] of settings.tables()) {
      const table = ttl && engine.table(name);
      if (!table) continue;
      const items = expired(table, ttl.attributeName);
      const deletions = items.map((item) =>
        engine.run("DeleteItem", { TableName: name, Key: keyOf(item, table) }),
      );
      deleted += (await Promise.all(deletions)).length;
    }
    return deleted;
  }

  let cancel = (): void => undefined;
  const later = (): void => {
    cancel = time.after(SWEEP_EVERY_MS, () => {
      later();
      sweep().catch((error: unknown) => {
        process.emitWarning(`Expired items could not be deleted: ${String(error)}`);
      });
    });
  };
  later();
  return {
    sweep,
    stop: () => {
      cancel();
    },
  };
}
