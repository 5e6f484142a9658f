import type { Permission } from "../../gateway/service";

/** Names an object. */
export interface ObjectName {
  readonly Bucket: string;
  readonly Key: string;
}

/** `s3:<action>` on the bucket. */
export function onBucket(action: string) {
  return ({ Bucket }: { readonly Bucket: string }): readonly Permission[] => [
    [`s3:${action}`, `arn:aws:s3:::${Bucket}`],
  ];
}

/** `s3:<action>` on the object. */
export function onObject(action: string) {
  return ({ Bucket, Key }: ObjectName): readonly Permission[] => onObjects(action, Bucket, [Key]);
}

export function onObjects(
  action: string,
  bucket: string,
  keys: readonly string[],
): readonly Permission[] {
  return keys.map((key) => [`s3:${action}`, `arn:aws:s3:::${bucket}/${key}`]);
}
