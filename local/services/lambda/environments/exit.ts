import type { ReportedError } from "../runtime/messages";

/** Why a process that ended on its own is an error: it should have answered. */
export function exitError(code: number | null, signal: NodeJS.Signals | null): ReportedError {
  const how = signal === null ? `exit status ${code ?? 1}` : `signal: ${told(signal)}`;
  const errorMessage =
    code === 0
      ? "Error: Runtime exited without providing a reason"
      : `Error: Runtime exited with error: ${how}`;
  return { errorType: "Runtime.ExitError", errorMessage };
}

/** As the system calls signals that end a process by its own fault. */
const SIGNALS: Readonly<Record<string, string>> = {
  SIGABRT: "aborted",
  SIGBUS: "bus error",
  SIGFPE: "floating point exception",
  SIGILL: "illegal instruction",
  SIGKILL: "killed",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
};

const told = (signal: string): string => SIGNALS[signal] ?? signal.replace("SIG", "").toLowerCase();

export function outOfMemory(): ReportedError {
  return {
    errorType: "Runtime.OutOfMemory",
    errorMessage: "Error: Runtime exited with error: signal: killed",
  };
}
