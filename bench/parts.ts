import { benchHandler } from "./handler";
import { benchPackage } from "./package";
import type { Figure } from "./result";
import type { Settings } from "./settings";

export const partNames = ["a", "b"] as const;

export type PartName = (typeof partNames)[number];

type Measure = (settings: Settings) => Promise<Figure[]>;

/** What each part measures, in order. */
export const parts: Readonly<Record<PartName, readonly Measure[]>> = {
  a: [benchPackage],
  b: [benchHandler],
};
