import { build, transform, type OnLoadArgs, type OnLoadResult, type Plugin } from "esbuild";

/** What a bundle is made of. */
export interface Source {
  /** The module to start from; it may `require("callbacks")` and files. */
  readonly entry: string;
  /** A CommonJS module. */
  readonly callbacks: string;
  /** Folder from which packages are resolved. */
  readonly runtime: string;
}

interface Waiting {
  readonly source: Source;
  readonly resolve: (text: string) => void;
  readonly reject: (reason: unknown) => void;
}

/** What Lambda runs. */
const target = "node22";

const built = new Map<string, Promise<string>>();
let waiting: Waiting[] = [];

/**
 * Bundles a source together with all that are asked for in the same turn: in one build esbuild reads
 * the AWS SDK once, not once a consumer. Each bundle's bytes are as if it were built alone, and so is
 * its failure. A source that was built before in this process is not built again.
 */
export function buildTogether(source: Source): Promise<string> {
  const key = JSON.stringify(source);
  const bundle = built.get(key) ?? enqueue(source);
  built.set(key, bundle);
  return bundle;
}

function enqueue(source: Source): Promise<string> {
  if (waiting.length === 0) setImmediate(buildWaiting);
  return new Promise((resolve, reject) => {
    waiting.push({ source, resolve, reject });
  });
}

function buildWaiting(): void {
  const batch = waiting;
  waiting = [];
  bundle(batch.map(({ source }) => source)).then(
    (texts) => {
      batch.forEach(({ resolve }, index) => {
        resolve(texts[index] ?? "");
      });
    },
    () => {
      for (const { source, resolve, reject } of batch)
        bundle([source]).then(([text]) => {
          resolve(text ?? "");
        }, reject);
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
    target,
    format: "cjs",
    // ES modules first: the AWS SDK's can be shaken down to the commands in use.
    mainFields: ["module", "main"],
    plugins: [modulesInMemory(sources)],
    logLevel: "silent",
  });
  return result.outputFiles.map((file) => file.text);
}

/** Serves the entries, `entry:<source>`, and their callbacks, from memory. */
function modulesInMemory(sources: readonly Source[]): Plugin {
  return {
    name: "modules-in-memory",
    setup(esbuild) {
      esbuild.onResolve({ filter: /^entry:\d+$/ }, ({ path }) => ({
        path: path.slice("entry:".length),
        namespace: "entry",
      }));
      esbuild.onResolve({ filter: /^callbacks$/, namespace: "entry" }, ({ importer }) => ({
        path: importer,
        namespace: "callbacks",
      }));
      const served = ({ path }: OnLoadArgs) => sources[Number(path)];
      esbuild.onLoad({ filter: /.*/, namespace: "entry" }, (args): OnLoadResult => {
        const source = served(args);
        return { contents: source?.entry, loader: "js", resolveDir: source?.runtime };
      });
      esbuild.onLoad({ filter: /.*/, namespace: "callbacks" }, async (args) => {
        const source = served(args);
        // A class's name may be part of what a callback stores.
        const { code } = await transform(source?.callbacks ?? "", { keepNames: true, target });
        return { contents: code, loader: "js" as const, resolveDir: source?.runtime };
      });
    },
  };
}
