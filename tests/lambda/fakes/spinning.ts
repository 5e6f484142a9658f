/** A local cloud with two functions, one that spins and one that sleeps; prints their processes' ids. */
import { deploy, logged, startCloud, type TestCloud } from "../cloud";

async function pidOf(cloud: TestCloud, name: string): Promise<string> {
  for (;;) {
    const lines = await logged(cloud, name, "pid").catch(() => []);
    const pid = /pid (\d+)/.exec(lines.join(""))?.[1];
    if (pid !== undefined) return pid;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function main(): Promise<void> {
  const cloud = await startCloud();
  const begin = 'exports.handler = async () => { console.log("pid " + process.pid);';
  await deploy(cloud, "spins", `${begin} for (;;); };`, { Timeout: 60 });
  await deploy(cloud, "sleeps", `${begin} await new Promise((r) => setTimeout(r, 6e4)); };`, {
    Timeout: 60,
  });
  for (const name of ["spins", "sleeps"]) void cloud.service.invoker.invoke(name, "{}");
  const pids = [await pidOf(cloud, "spins"), await pidOf(cloud, "sleeps")];
  process.stdout.write(`${pids.join(" ")}\n`);
}

void main();
