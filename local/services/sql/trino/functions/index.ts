import type { FunctionLine } from "../../core/functions";
import { aggregates } from "./aggregates";
import { arrays } from "./arrays";
import { datetimes } from "./datetimes";
import { json } from "./json";
import { maps } from "./maps";
import { math } from "./math";
import { regexps } from "./regexps";
import { strings } from "./strings";
import { binary, urls, windows } from "./urls";

/** Athena's functions, by family. https://docs.aws.amazon.com/athena/latest/ug/functions-env3.html */
export const trinoFunctions: readonly FunctionLine[] = [
  ...aggregates,
  ...arrays,
  ...binary,
  ...datetimes,
  ...json,
  ...maps,
  ...math,
  ...regexps,
  ...strings,
  ...urls,
  ...windows,
];
