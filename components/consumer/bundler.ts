import { build, type OnLoadArgs, type OnLoadResult, type Plugin } from "esbuild";

/** What a bundle is made of. */
export interface Source {
  /** The module to start from; it may `require("closure:<index>")` and files. */
  readonly entry: string;
  /** Serialized functions, CommonJS modules that export `handler`. */
  readonly closures: readonly string[];
  /** Folder from which packages are resolved. */
  readonly runtime: string;
}

interface Waiting {
  readonly source: Source;
  readonly resolve: (text: string) => void;
  readonly reject: (reason: unknown) => void;
}

const built = new Map<string, Promise<string>>();
let preparing = 0;
let waiting: Waiting[] = [];

/**
 * Bundles what `prepare` gives, together with all that is asked for meanwhile: in one build esbuild
 * reads the AWS SDK once, not once a consumer. Each bundle's bytes are as if it were built alone.
 * A source that was built before in this process is not built again.
 */
export async function buildTogether(prepare: () => Promise<Source>): Promise<string> {
  preparing += 1;
  let bundle: Promise<string>;
  try {
    const source = await prepare();
    const key = JSON.stringify(source);
    bundle = built.get(key) ?? enqueue(source);
    built.set(key, bundle);
  } finally {
    preparing -= 1;
    if (preparing === 0) buildWaiting();
  }
  return bundle;
}

function enqueue(source: Source): Promise<string> {
  return new Promise((resolve, reject) => {
    waiting.push({ source, resolve, reject });
  });
}

function buildWaiting(): void {
  const batch = waiting;
  waiting = [];
  if (batch.length === 0) return;
  bundle(batch.map(({ source }) => source)).then(
    (texts) => {
      batch.forEach(({ resolve }, index) => {
        resolve(texts[index] ?? "");
      });
    },
    (error: unknown) => {
      for (const { reject } of batch) reject(error);
    },
  );
}

async function bundle(sources: readonly Source[]): Promise<string[]> {
  const result = await build({
    entryPoints: sources.map((_, index) => ({ in: `entry:${index}`, out: String(index) })),
    outdir: "out",
    write: false,
    bundle: true,
    minify: true,
    legalComments: "none",
    platform: "node",
    target: "node22",
    format: "cjs",
    // ES modules first: the AWS SDK's can be shaken down to the commands in use.
    mainFields: ["module", "main"],
    // Serialized closures use `with`, which strict mode forbids.
    tsconfigRaw: { compilerOptions: { strict: false } },
    plugins: [modulesInMemory(sources)],
    logLevel: "silent",
  });
  return result.outputFiles.map((file) => file.text);
}

/** Serves the entries, `entry:<source>`, and their closures, from memory. */
function modulesInMemory(sources: readonly Source[]): Plugin {
  return {
    name: "modules-in-memory",
    setup(esbuild) {
      esbuild.onResolve({ filter: /^entry:\d+$/ }, ({ path }) => ({
        path: path.slice("entry:".length),
        namespace: "entry",
      }));
      esbuild.onResolve({ filter: /^closure:\d+$/, namespace: "entry" }, ({ path, importer }) => ({
        path: `${importer}:${path.slice("closure:".length)}`,
        namespace: "closure",
      }));
      const load = ({ path }: OnLoadArgs): OnLoadResult => {
        const [source, closure] = path.split(":").map(Number);
        const { entry, closures, runtime } = sources[source ?? 0] ?? {};
        const contents = closure === undefined ? entry : closures?.[closure];
        return { contents, loader: "js", resolveDir: runtime };
      };
      esbuild.onLoad({ filter: /.*/, namespace: "entry" }, load);
      esbuild.onLoad({ filter: /.*/, namespace: "closure" }, load);
    },
  };
}
