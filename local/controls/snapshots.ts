import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import type { LocalRoutes } from "../gateway/local-api";
import { AwsError } from "../gateway/service";
import type { Slots } from "../slots";
import type { About } from "../state/contents";
import { StateError } from "../state/error";
import { SavedState } from "../state/saved-state";

const MOST = 20;

/** `/_local/snapshots`: keeps the state of the services that can save it, by name, in a folder. */
export function snapshotRoutes(slots: Slots, root: string, about: () => About): LocalRoutes {
  const names = () =>
    existsSync(root)
      ? readdirSync(root)
          .filter((name) => isName(name))
          .sort()
      : [];
  const partsOf = (isKept: (name: string) => boolean) => {
    const all = slots.services.filter(({ stateless }) => stateless !== true);
    const sorted = all.map(({ name }) => name).sort();
    return { kept: sorted.filter(isKept), notKept: sorted.filter((name) => !isKept(name)) };
  };
  const existing = (value: unknown): string => {
    const name = nameOf(value);
    if (names().includes(name)) return name;
    throw new AwsError("NotFound", `There is no snapshot ${name}.`, 404);
  };
  const remove = (name: string): void => {
    rmSync(path.join(root, name), { recursive: true, force: true });
  };
  const save = async (name: string): Promise<void> => {
    // Its name is that of no snapshot.
    const unfinished = path.join(root, ".new");
    remove(".new");
    mkdirSync(unfinished, { recursive: true });
    await new SavedState(unfinished).save(slots.services, about());
    remove(name);
    renameSync(unfinished, path.join(root, name));
  };
  const restore = async (name: string): Promise<ReadonlySet<string>> => {
    const saved = await new SavedState(path.join(root, name)).read();
    await slots.reset((service) => saved.has(service));
    for (const { name: service, state } of slots.services) {
      if (state !== undefined) await saved.get(service)?.(state);
    }
    return new Set(saved.keys());
  };
  return {
    "GET snapshots": () => ({ snapshots: names() }),
    async "POST snapshot"({ body }) {
      const name = nameOf(body["name"]);
      await slots.alone(async () => {
        if (!names().includes(name) && names().length >= MOST) {
          throw new AwsError("LimitExceededException", `There can be ${MOST} snapshots.`);
        }
        await save(name);
      });
      const kept = slots.services.filter(({ state }) => state !== undefined);
      return { name, ...partsOf((service) => kept.some((each) => each.name === service)) };
    },
    async "POST restore"({ body }) {
      const name = existing(body["name"]);
      const restored = await slots.alone(() => restore(name)).catch(inWords);
      return { name, ...partsOf((service) => restored.has(service)) };
    },
    "DELETE snapshots/*"({ name }) {
      remove(existing(name));
      return { snapshots: names() };
    },
  };
}

function inWords(error: unknown): never {
  if (error instanceof StateError) throw new AwsError("ValidationException", `${error.message}.`);
  throw error;
}

const isName = (name: unknown): name is string =>
  typeof name === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(name);

function nameOf(name: unknown): string {
  if (isName(name)) return name;
  const message = "name must have 1 to 64 letters, digits, hyphens and underscores.";
  throw new AwsError("ValidationException", message);
}
