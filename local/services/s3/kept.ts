import { cpSync } from "node:fs";
import { kept, type KeptState } from "../../gateway/service";
import type { Buckets } from "./storage/buckets";
import { bucketTags, objectTags } from "./storage/tags";

/** Buckets with their settings and objects; uploads that are under way are not kept. */
export function keptBuckets(buckets: Buckets, root: string): KeptState {
  return kept(
    (folder) => {
      cpSync(root, folder, { recursive: true });
      return buckets.all().map(({ name, created, tags, policy, configurations, objects }) => ({
        name,
        created,
        policy,
        tags: tags.list(),
        configurations: [...configurations],
        objects: [...objects.entries()].map(([, object]) => {
          return { ...object, tags: object.tags.list() };
        }),
      }));
    },
    (saved, folder) => {
      for (const { name, created, policy, tags, configurations, objects } of saved) {
        const bucket = buckets.create(name, created);
        bucket.tags = bucketTags(tags);
        if (policy !== undefined) bucket.policy = policy;
        bucket.configurations.clear();
        for (const [key, value] of configurations) bucket.configurations.set(key, value);
        for (const object of objects) {
          bucket.objects.set(object.key, { ...object, tags: objectTags(object.tags) });
        }
      }
      cpSync(folder, root, { recursive: true });
    },
  );
}
