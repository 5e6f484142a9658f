import type { SendProgress } from "../../producers/send";

/** At most one line a second, or one that is rewritten on a terminal. */
export function progressPrinter(streamName: string) {
  let last = 0;
  return ({ sent, retried }: SendProgress) => {
    if (Date.now() - last < (process.stderr.isTTY ? 100 : 1000)) return;
    last = Date.now();
    const text = `${sent} events to ${streamName}${again(retried)}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
  };
}

/** Prints a line, over the progress where that is on a terminal. */
export function say(text: string): void {
  process.stderr.write(`${process.stderr.isTTY ? "\r\x1b[K" : ""}${text}\n`);
}

/** What was sent, and how fast; `started` in milliseconds since the epoch. */
export function sentText({ sent, retried }: SendProgress, streamName: string, started: number) {
  const seconds = Math.max((Date.now() - started) / 1000, 0.001);
  return (
    `sent ${sent} events to ${streamName} in ${seconds.toFixed(1)} s ` +
    `(${Math.round(sent / seconds)}/s)${again(retried)}`
  );
}

function again(retried: number): string {
  return retried > 0 ? `, ${retried} sent again` : "";
}
