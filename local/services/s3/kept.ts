import { randomUUID } from "node:crypto";
import path from "node:path";
import { kept, type KeptState } from "../../gateway/service";
import type { Buckets, StoredObject } from "./storage/buckets";
import { fileOf } from "./storage/names";
import { bucketTags, objectTags } from "./storage/tags";

/** Buckets with their settings and objects; uploads that are under way are not kept. */
export function keptBuckets(buckets: Buckets): KeptState {
  // An object that is written anew is another one, with bytes of its own.
  const files = new WeakMap<StoredObject, string>();
  const nameOf = (object: StoredObject): string => {
    const name = files.get(object) ?? randomUUID();
    files.set(object, name);
    return name;
  };
  return kept(
    () =>
      buckets.all().map(({ name, created, tags, policy, configurations, objects }) => ({
        name,
        created,
        policy,
        tags: tags.list(),
        configurations: [...configurations],
        objects: Array.from(objects.entries(), ([, object]) => {
          return { ...object, tags: object.tags.list(), file: nameOf(object) };
        }),
      })),
    (saved, folder) => {
      for (const { name, created, policy, tags, configurations, objects } of saved) {
        const bucket = buckets.create(name, created);
        bucket.tags = bucketTags(tags);
        if (policy !== undefined) bucket.policy = policy;
        bucket.configurations.clear();
        for (const [key, value] of configurations) bucket.configurations.set(key, value);
        for (const { file, ...rest } of objects) {
          const object = { ...rest, tags: objectTags(rest.tags) };
          bucket.files.adopt(fileOf(object.key), path.join(folder, file), object.size);
          bucket.objects.set(object.key, object);
          files.set(object, file);
        }
      }
    },
    function* () {
      for (const bucket of buckets.all()) {
        for (const [key, object] of bucket.objects.entries()) {
          yield [nameOf(object), () => bucket.files.path(fileOf(key))];
        }
      }
    },
  );
}
