import { Foundation } from "./components/foundation";
import { StreamPipeline } from "./components/pipeline";
import { readSettings, type ScenarioName } from "./components/settings";
import { toTable } from "./components/sinks/table";
import { parseHttpRequest, type HttpRequest } from "./scenarios/http-requests";

const settings = readSettings();
const foundation = new Foundation("foundation", settings);

const pipelines: Partial<Record<ScenarioName, () => StreamPipeline<HttpRequest>>> = {
  // Every request that a server answers, filed under its path.
  "http-requests": () =>
    new StreamPipeline<HttpRequest>("http-requests", {
      foundation,
      stream: { name: "http-requests" },
      parse: parseHttpRequest,
      sinks: [
        toTable({
          table: "HttpRequests",
          partitionKey: "pk",
          sortKey: "sk",
          toRow: (request, at) => ({
            ...request,
            pk: `path#${request.path}`,
            sk: `${request.timestamp}#${at.sequenceNumber}`,
          }),
        }),
      ],
    }),
};

export = Object.fromEntries(
  settings.scenarios.flatMap((name) => {
    const pipeline = pipelines[name]?.();
    return pipeline === undefined ? [] : [[name, pipeline.outputs]];
  }),
);
