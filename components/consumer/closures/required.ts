import { isBuiltin } from "node:module";
import { knownAs } from "./known";
import { CaptureRefusal } from "./refusal";
import type { Use } from "./uses";

/** Throws a CaptureRefusal for a `require` in a callback that cannot mean in Lambda what it means here. */
export function checkRequire(uses: readonly Use[], path: string): void {
  for (const { argument, tentative } of uses) {
    if (tentative) continue;
    const reason = argument === undefined ? COMPUTED : reasonOf(argument);
    const at = argument === undefined ? path : `${path}(${JSON.stringify(argument)})`;
    if (reason !== undefined) throw new CaptureRefusal(at, ...reason);
  }
}

type Reason = readonly [why: string, remedy: string];

const COMPUTED: Reason = [
  "whose module is not written there as a text",
  "import the module where the program begins",
];
const BESIDE: Reason = [
  "a file of the program, which Lambda does not have",
  "import it where the program begins",
];
const PULUMI: Reason = [
  "which runs where the program runs, not in Lambda",
  "capture a plain value instead",
];

function reasonOf(specifier: string): Reason | undefined {
  if (/^[./]/.test(specifier)) return BESIDE;
  if (specifier.startsWith("@pulumi/")) return PULUMI;
  if (!isBuiltin(specifier)) return undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- whichever it is
  const known = knownAs(require(specifier));
  return known !== undefined && "why" in known ? [`which ${known.why}`, known.remedy] : undefined;
}
