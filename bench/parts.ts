import { benchEconomy } from "./economy";
import { benchLake } from "./economy/lake";
import { benchHandler } from "./handler";
import { benchPackage } from "./package";
import { benchFivePipelines } from "./pipelines/five";
import { benchOnePipeline } from "./pipelines/one";
import type { Figure } from "./result";
import type { Settings } from "./settings";
import { benchStartUp } from "./start-up";
import { benchWire } from "./wire";

export const partNames = ["a", "b", "c", "d", "e", "f"] as const;

export type PartName = (typeof partNames)[number];

type Measure = (settings: Settings) => Promise<Figure[]>;

/** What each part measures, in order. */
export const parts: Readonly<Record<PartName, readonly Measure[]>> = {
  a: [benchPackage],
  b: [benchHandler],
  c: [benchWire, benchOnePipeline],
  d: [benchStartUp],
  e: [benchFivePipelines],
  f: [benchEconomy, benchLake],
};
