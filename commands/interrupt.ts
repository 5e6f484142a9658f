import { Interrupted } from "./command";

/** The exit codes of a process that a signal ended, as a shell has them: 128 and its number. */
export const signalCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export type Interruption = keyof typeof signalCodes;

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * npm hands Ctrl-C on to the command that the terminal has sent it to already: of one press come
 * two signals, the second a moment later.
 */
const echoMs = 200;

function fromNpmInTerminal(): boolean {
  const terminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  return terminal && process.env.npm_lifecycle_event !== undefined;
}

/**
 * Aborts on Ctrl-C, SIGTERM, a closed terminal, or when nobody reads the output any more. A second
 * signal ends the process at once, with 130; what it made goes as it exits.
 */
export function interruption(onInterrupt?: (by: Interruption) => void): AbortSignal {
  const controller = new AbortController();
  let again = Infinity;
  const interrupt = (by: Interruption) => {
    if (controller.signal.aborted) {
      if (Date.now() >= again) process.exit(130);
      return;
    }
    again = Date.now() + (fromNpmInTerminal() ? echoMs : 0);
    controller.abort(new Interrupted(signalCodes[by]));
    onInterrupt?.(by);
  };
  for (const signal of signals) process.on(signal, interrupt);
  process.stdout.on("error", () => {
    if (!controller.signal.aborted) interrupt("SIGHUP");
  });
  return controller.signal;
}

/** Resolves once the signal aborts. The pending timer keeps the process alive until then. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const alive = setInterval(() => undefined, 60_000);
    signal.addEventListener("abort", () => {
      clearInterval(alive);
      resolve();
    });
  });
}
