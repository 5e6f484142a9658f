import { bucketKind } from "./bucket";
import { bucketSettingKinds } from "./settings";
import type { ResourceKind } from "../kind";

/** Buckets and the settings of buckets that are resources of their own. */
export const s3Kinds: readonly ResourceKind[] = [bucketKind, ...bucketSettingKinds];
