import { whenKnown } from "../rule/properties";
import type { StackResource } from "../rule/resource";
import { refersTo } from "../rule/resource";
import { bucketTypes } from "../rule/types";

/** The resources of a type that say something about a bucket. */
export function companionsOf(
  bucket: StackResource,
  resources: readonly StackResource[],
  companion: RegExp,
): readonly StackResource[] {
  return resources.filter((each) => companion.test(each.type) && refersTo(each, "bucket", bucket));
}

/** The buckets for which neither their own properties nor a companion pass the test. */
export function bucketsWithout(
  resources: readonly StackResource[],
  companion: RegExp,
  test: (companion: StackResource) => boolean,
  own: (bucket: StackResource) => boolean = () => false,
): readonly StackResource[] {
  return resources
    .filter(({ type }) => bucketTypes.includes(type))
    .filter((bucket) => whenKnown(() => own(bucket)) === false)
    .filter(
      (bucket) =>
        // What the preview cannot know is checked again by the update.
        !companionsOf(bucket, resources, companion).some(
          (each) => whenKnown(() => test(each)) ?? true,
        ),
    );
}
