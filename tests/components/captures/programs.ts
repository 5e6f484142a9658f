/** Three pipelines, of which the one in the middle has this callback. */
export const programOf = (toRow: string) => `
import { StreamPipeline } from "./components/pipeline";
import { toTable } from "./components/sinks";
import { Foundation, readSettings } from "./components/stack";

const foundation = new Foundation("foundation", readSettings());
const pipeline = (name: string, toRow: (event: { id: string }) => { id: string }) =>
  new StreamPipeline<{ id: string }>(name, {
    foundation,
    stream: { name },
    parse: (value) => ({ id: String(value) }),
    sinks: [toTable({ table: name, partitionKey: "id", toRow })],
  });
const { functionName } = pipeline("first", (event) => event).consumers["consumer"]!;
pipeline("clicks", ${toRow});
pipeline("last", (event) => event);
`;

/** What a callback does, its text, and what preview says of it. */
export const refusals: readonly (readonly [what: string, toRow: string, says: string])[] = [
  [
    "captures another pipeline's output",
    "(event) => ({ ...event, functionName } as never)",
    "clicks: toRow of the sink clicks, in consumer consumer, captures functionName, an Output, whose " +
      "value is known only after the deployment; take the value from a constant or from pulumi.Config.",
  ],
  [
    "is async",
    "(async (event: { id: string }) => event) as never",
    "clicks: toRow of the sink clicks, in consumer consumer, is async; give a function that returns " +
      "its result at once: what takes time belongs before the stream or behind the sink.",
  ],
  [
    "needs a module that is not there",
    '() => require("no-such-module")',
    'clicks: consumer consumer cannot be bundled: Could not resolve "no-such-module"; install the ' +
      "package, or capture what it gives instead.",
  ],
];
