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

const combined =
  /^(\S+) \S+ (\S+) \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?/;
const time = /^(\d{2})\/(\w{3})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/;
const months = "JanFebMarAprMayJunJulAugSepOctNovDec";

/** `17/May/2015:10:05:03 +0000` as ISO 8601 in UTC with milliseconds. */
function isoTimestamp(text: string): string {
  const [, day, month, year, clock, hours, minutes] = time.exec(text) ?? [];
  const number = months.indexOf(month ?? "?") / 3 + 1;
  const date = new Date(
    `${year}-${String(number).padStart(2, "0")}-${day}T${clock}${hours}:${minutes}`,
  );
  if (Number.isNaN(date.getTime())) throw new Error(`"${text}" is not an Apache timestamp`);
  return date.toISOString();
}

/** A line of Apache's combined (or common) log format as the event that the server would have sent. */
export function parseCombinedLog(line: string) {
  const [, ip, user, timestamp, request, status, bytes, referrer, userAgent] =
    combined.exec(line) ?? [];
  if (timestamp === undefined || request === undefined) {
    throw new Error("the line is not in Apache's combined log format");
  }
  const [method = "", path = "", protocol] = request.split(" ");
  return {
    method,
    path: path === "" ? request : path,
    status: Number(status),
    bytes: bytes === "-" ? 0 : Number(bytes),
    ip,
    ...(user === "-" ? {} : { user }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(referrer === undefined || referrer === "-" ? {} : { referrer }),
    ...(userAgent === undefined || userAgent === "-" ? {} : { userAgent }),
    timestamp: isoTimestamp(timestamp),
  };
}

const outgoing = (event: { readonly path: string; readonly [field: string]: unknown }) => ({
  partitionKey: `path#${event.path}`.slice(0, 256),
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
  fileFormat: "an Apache log in the combined or common format",
  parseLine: (line) => outgoing(parseCombinedLog(line)),
};
