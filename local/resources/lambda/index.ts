import type { ResourceKind } from "../kind";
import { functionKind } from "./function";
import { layerVersionKind } from "./layer";

/** Lambda: functions and layers. Event source mappings have a family of their own. */
export const lambdaKinds: readonly ResourceKind[] = [functionKind, layerVersionKind];
