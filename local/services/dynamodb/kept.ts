import { kept, type KeptState } from "../../gateway/service";
import type { Engine } from "./engine";
import type { Settings } from "./settings";

/** Tables with their items, indexes and settings. */
export function keptTables({ store }: Engine, settings: Settings): KeptState {
  return kept(
    () => ({
      documents: [...store.documents].map(([name, each]) => [name, [...each.texts()]] as const),
      settings: [...settings.tables()].map(([table, { tags, ...rest }]) => {
        return { table, tags: tags.record(), rest };
      }),
    }),
    (saved) => {
      for (const [name, texts] of saved.documents) {
        const documents = store.named(name);
        for (const [key, text] of texts) documents.put(key, JSON.parse(text), () => undefined);
      }
      for (const { table, tags, rest } of saved.settings) {
        Object.assign(settings.of(table), rest).tags.add(tags);
      }
    },
  );
}
