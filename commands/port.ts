import { UsageError } from "./command";

/** A TCP port from the command line. */
export function portOption(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(
    `--port must be a whole number from 0 (any free one) to 65535, not "${text}"`,
  );
}

/** A busy port in words; any other fault as it is. */
export function withPortRemedy(error: unknown, port: number): unknown {
  const code = codeOf(error);
  if (code === "EADDRINUSE") {
    return new UsageError(
      `port ${port} is in use: end what listens there, or choose another with --port`,
    );
  }
  if (code === "EACCES") {
    return new UsageError(`port ${port} needs privileges: choose one above 1023 with --port`);
  }
  return error;
}

/** The system's code of a fault, or of the fault behind it. */
function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  return "code" in error ? error.code : codeOf(error.cause);
}
