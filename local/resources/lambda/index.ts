import type { ResourceKind } from "../kind";
import { functionKind } from "./function";
import { layerVersionKind } from "./layer";
import { permissionKind } from "./permission";

/** Lambda: functions, layers and permissions. Event source mappings have a family of their own. */
export const lambdaKinds: readonly ResourceKind[] = [
  functionKind,
  layerVersionKind,
  permissionKind,
];
