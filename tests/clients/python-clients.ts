import path from "node:path";
import { cached, fetched, here, need, succeed } from "./tools";

/** The folder of programs of a virtual environment that has Python's clients; skips a suite without it. */
export async function pythonClients(context: Mocha.Context): Promise<string> {
  need(context, "python");
  const requirements = here("python/requirements.txt");
  const folder = await fetched(context, () =>
    cached("python", requirements, async (venv) => {
      await succeed("python3", ["-m", "venv", venv], { seconds: 60 });
      const install = ["install", "--quiet", "--disable-pip-version-check", "-r", requirements];
      await succeed(path.join(venv, "bin/pip"), install, { seconds: 120 });
    }),
  );
  return path.join(folder, "bin");
}
