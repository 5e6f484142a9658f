import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deserialize, serialize } from "node:v8";
import type { LocalRoutes } from "../gateway/local-api";
import { AwsError } from "../gateway/service";
import type { Slots } from "../slots";

/** Counts up whenever what a service saves changes its form. */
const VERSION = 1;
const MOST = 20;

interface Snapshot {
  readonly version: number;
  readonly states: ReadonlyMap<string, unknown>;
}

/** `/_local/snapshots`: keeps the state of the services that can save it, by name, for as long as the cloud runs. */
export function snapshotRoutes(slots: Slots, folder: string): LocalRoutes {
  const root = path.join(folder, "snapshots");
  const names = () => (existsSync(root) ? readdirSync(root).sort() : []);
  const partsOf = (services: ReadonlyMap<string, unknown>) => ({
    kept: [...services.keys()].sort(),
    notKept: slots.services
      .map(({ name }) => name)
      .filter((name) => !services.has(name))
      .sort(),
  });
  const existing = (value: unknown): string => {
    const name = nameOf(value);
    if (names().includes(name)) return name;
    throw new AwsError("NotFound", `There is no snapshot ${name}.`, 404);
  };
  const remove = (name: string): void => {
    rmSync(path.join(root, name), { recursive: true, force: true });
  };
  return {
    "GET snapshots": () => ({ snapshots: names() }),
    "POST snapshot"({ body }) {
      const name = nameOf(body["name"]);
      if (!names().includes(name) && names().length >= MOST) {
        throw new AwsError("LimitExceededException", `There can be ${MOST} snapshots.`);
      }
      remove(name);
      mkdirSync(path.join(root, name), { recursive: true });
      const states = new Map<string, unknown>();
      for (const { name: service, state } of slots.services) {
        if (state !== undefined) states.set(service, state.save(path.join(root, name, service)));
      }
      const snapshot: Snapshot = { version: VERSION, states };
      writeFileSync(path.join(root, name, "state"), serialize(snapshot));
      return { name, ...partsOf(states) };
    },
    async "POST restore"({ body }) {
      const name = existing(body["name"]);
      const { states } = read(path.join(root, name, "state"));
      await slots.reset((service) => states.has(service));
      for (const { name: service, state } of slots.services) {
        if (states.has(service)) {
          state?.load(states.get(service), path.join(root, name, service));
        }
      }
      return { name, ...partsOf(states) };
    },
    "DELETE snapshots/*"({ name }) {
      remove(existing(name));
      return { snapshots: names() };
    },
  };
}

function read(file: string): Snapshot {
  const snapshot = deserialize(readFileSync(file)) as Snapshot;
  if (snapshot.version === VERSION) return snapshot;
  const message = `The snapshot has the version ${snapshot.version}, and this local cloud reads ${VERSION}.`;
  throw new AwsError("ValidationException", message);
}

function nameOf(name: unknown): string {
  if (typeof name === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(name)) return name;
  const message = "name must have 1 to 64 letters, digits, hyphens and underscores.";
  throw new AwsError("ValidationException", message);
}
