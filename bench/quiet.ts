/** Runs `work` while nothing gets to standard output: handlers log a line an invocation. */
export async function silenced<T>(work: () => Promise<T>): Promise<T> {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = () => true;
  try {
    return await work();
  } finally {
    stdout.write = write;
  }
}
