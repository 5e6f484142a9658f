import type { StreamPipeline } from "../pipeline";
import { ConfigValues } from "./config-values";

/** What the program needs of a pipeline once it is there. */
type Deployed = Pick<StreamPipeline<never>, "name" | "outputs" | "watched">;

/**
 * Those of the program's pipelines that the configuration's `scenarios` names; all where it names none.
 * Throws a RunError when it names one that is not there.
 */
export function choosePipelines(
  pipelines: Readonly<Record<string, () => Deployed>>,
): (() => Deployed)[] {
  const chosen = new ConfigValues().subset("scenarios", Object.keys(pipelines));
  return Object.entries(pipelines).flatMap(([name, create]) =>
    chosen.includes(name) ? [create] : [],
  );
}
