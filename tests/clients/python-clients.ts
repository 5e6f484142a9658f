import path from "node:path";
import { cached, fetched, here, need, succeed } from "./tools";

/**
 * The folder of programs of a virtual environment that has what a file below python/ requires; skips a suite
 * without it.
 */
export async function pythonClients(
  context: Mocha.Context,
  file = "requirements.txt",
): Promise<string> {
  need(context, "python");
  const requirements = here("python", file);
  const name = ["python", ...file.split("/").slice(0, -1)].join("-");
  const folder = await fetched(context, () =>
    cached(name, requirements, async (venv) => {
      await succeed("python3", ["-m", "venv", venv], { seconds: 60 });
      const install = ["install", "--quiet", "--disable-pip-version-check", "-r", requirements];
      await succeed(path.join(venv, "bin/pip"), install, { seconds: 300 });
    }),
  );
  return path.join(folder, "bin");
}
