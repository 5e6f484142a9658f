import { randomBytes } from "node:crypto";

import type { Logging } from "../function";

/** A stream name as Lambda gives each execution environment: `2026/11/22/[$LATEST]<32 hex>`. */
export function logStreamName(at: Date, version: string): string {
  const day = at.toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[${version}]${randomBytes(16).toString("hex")}`;
}

export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  readonly initMs: number | undefined;
  readonly memoryMb: number;
  readonly usedBytes: number;
  readonly status: "success" | "error" | "timeout";
  readonly errorType: string | undefined;
}

type Written = readonly string[];

const json = (type: string, record: object): string =>
  `${JSON.stringify({ time: new Date().toISOString(), type: `platform.${type}`, record })}\n`;

/** The platform's own lines around a function's, as text or JSON as the function is configured. */
export function platformLines(
  logging: Logging,
  version: string,
): {
  init(runtime: string): Written;
  start(requestId: string): Written;
  end(report: Report): Written;
} {
  if (logging.LogFormat === "JSON") {
    const quiet = logging.SystemLogLevel === "WARN";
    return {
      init: (runtime) => (quiet ? [] : [json("initStart", { runtimeVersion: runtime })]),
      start: (requestId) => (quiet ? [] : [json("start", { requestId, version })]),
      end: (report) =>
        quiet && report.status === "success" ? [] : [json("report", record(report))],
    };
  }
  return {
    init: (runtime) => [`INIT_START Runtime Version: ${runtime}\n`],
    start: (requestId) => [`START RequestId: ${requestId} Version: ${version}\n`],
    end: (report) => [`END RequestId: ${report.requestId}\n`, text(report)],
  };
}

const usedMb = (report: Report): number =>
  Math.min(report.memoryMb, Math.ceil(report.usedBytes / 1024 / 1024));

const billed = (report: Report): number => Math.ceil(report.durationMs + (report.initMs ?? 0));

function record(report: Report): object {
  return {
    requestId: report.requestId,
    status: report.status,
    ...(report.errorType !== undefined && { errorType: report.errorType }),
    metrics: {
      durationMs: Number(report.durationMs.toFixed(3)),
      billedDurationMs: billed(report),
      memorySizeMB: report.memoryMb,
      maxMemoryUsedMB: usedMb(report),
      ...(report.initMs !== undefined && { initDurationMs: Number(report.initMs.toFixed(3)) }),
    },
  };
}

function text(report: Report): string {
  const fields = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billed(report)} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    `Max Memory Used: ${usedMb(report)} MB`,
    ...(report.initMs !== undefined ? [`Init Duration: ${report.initMs.toFixed(2)} ms`] : []),
    ...(report.status !== "success" ? [`Status: ${report.status}`] : []),
    ...(report.errorType !== undefined ? [`Error Type: ${report.errorType}`] : []),
  ];
  return `${fields.join("\t")}\t\n`;
}
