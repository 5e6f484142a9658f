import { parseHttpRequest } from "../scenarios/http-requests";
import { parseAccessLog } from "./formats/access-log";
import { shortenedKey } from "./limits";
import { decimalBetween, pick } from "./random";
import type { Source } from "./record";

const routes = [
  { method: "GET", path: "/", status: 200, bytes: 5120 },
  { method: "GET", path: "/index.html", status: 200, bytes: 5120 },
  { method: "GET", path: "/static/logo.png", status: 200, bytes: 18432 },
  { method: "GET", path: "/static/app.js", status: 304, bytes: 0 },
  { method: "GET", path: "/api/products", status: 200, bytes: 2210 },
  { method: "POST", path: "/api/orders", status: 201, bytes: 312 },
  { method: "POST", path: "/login", status: 401, bytes: 64 },
  { method: "GET", path: "/missing", status: 404, bytes: 196 },
  { method: "GET", path: "/api/report", status: 500, bytes: 87 },
] as const;

const outgoing = (event: { readonly path: string; readonly [field: string]: unknown }) => ({
  partitionKey: shortenedKey(`path#${event.path}`),
  data: JSON.stringify(event),
});

export const httpRequests: Source = {
  scenario: "http-requests",
  stream: "http-requests",
  continuousRate: 10,
  generate: (random, now) =>
    outgoing({
      ...pick(random, routes),
      latencyMs: Number(decimalBetween(random, 1, 250, 1)),
      timestamp: now.toISOString(),
    }),
  file: {
    description:
      "an access log of Apache or nginx (common, combined, with virtual host or proxies)",
    accepts: parseHttpRequest,
    reader: () => (line) => outgoing({ ...parseAccessLog(line) }),
  },
};
