import { setTimeout as sleep } from "node:timers/promises";

/** Asks until `ended` gives an answer, waiting longer each time, for at most `timeoutMs`. */
export async function waitFor<T>(
  what: string,
  ended: () => Promise<T | undefined>,
  timeoutMs: number,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (let pause = 20; ; pause = Math.min(pause * 1.5, 1000)) {
    const answer = await ended();
    if (answer !== undefined) return answer;
    if (Date.now() + pause > deadline) {
      throw new Error(`${what} did not end within ${timeoutMs / 1000} s`);
    }
    await sleep(pause);
  }
}
