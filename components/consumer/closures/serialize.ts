import { Graph } from "./graph";
import { endInspection } from "./inspect";
import { takeStock } from "./known";

/** A function of the pipeline's author. */
export type Callback = (...args: never[]) => unknown;

/** Writes the callback of an index. */
type Around = (index: number, write: () => string) => string;

/**
 * Callbacks as a CommonJS module in strict mode that exports them as `callbacks`, with all that they
 * capture; `around` is called around the writing of each. Throws a CaptureRefusal where something
 * captured would not mean in Lambda what it means here.
 */
export function serializeCallbacks(
  callbacks: readonly Callback[],
  around: Around = (_, write) => write(),
): string {
  takeStock();
  const graph = new Graph();
  try {
    return graph.text(
      callbacks.map((callback, index) => around(index, () => graph.reference(callback, ""))),
    );
  } finally {
    endInspection();
  }
}

/** Throws as `serializeCallbacks` does. */
export function checkCallback(callback: Callback): void {
  serializeCallbacks([callback]);
}
