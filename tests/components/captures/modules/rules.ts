import { readFileSync } from "node:fs";
import * as path from "node:path";
import limits from "./limits.json";

/** What a project's own module may hold: it read a file when it was loaded. */
export const greeting = readFileSync(path.join(__dirname, "greeting.txt"), "utf8").trim();
export const rules = { vips: new Set(["alice"]), limits };
export const isVip = (user: string) => rules.vips.has(user);
export const readGreeting = () => readFileSync(path.join(__dirname, "greeting.txt"), "utf8").trim();
export enum Colour {
  Red = "red",
}
// eslint-disable-next-line no-restricted-syntax -- authors export so
export default function twice(n: number) {
  return n * 2;
}
