import { createRequire } from "node:module";
import path from "node:path";
import type * as pulumi from "@pulumi/pulumi";

export interface ProgramOptions {
  /** Folder of the Pulumi project: it has the Pulumi.yaml. */
  readonly folder: string;
  /** The program's file or folder in it; by default what Node.js takes for the folder's own. */
  readonly main?: string;
  readonly project: string;
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
  readonly mocks: pulumi.runtime.Mocks;
  readonly preview?: boolean;
  /** How long the whole evaluation may take. Default 120,000. */
  readonly timeoutMs?: number;
}

/** The local cloud's own folder, which may stand in the project's. */
const own = path.join(__dirname, "..") + path.sep;

/** Forgets the project's modules, which are evaluated anew: they read the stack's configuration. */
function forget(folder: string): void {
  for (const file of Object.keys(require.cache)) {
    const within = file.startsWith(folder + path.sep) && !file.startsWith(own);
    if (within && !file.includes(`${path.sep}node_modules${path.sep}`)) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the cache is keyed by path
      delete require.cache[file];
    }
  }
}

/**
 * Evaluates the Pulumi program in this process, its resources going to `mocks`. Returns the stack's
 * outputs once every registration has ended; throws the first failure, of a registration or of the
 * program itself.
 */
export async function evaluateProgram(options: ProgramOptions): Promise<Record<string, unknown>> {
  const { mocks, failed } = failingFast(options.mocks);
  const unhandled = listenForRejections();
  const timeout = new AbortController();
  const before = process.cwd();
  // As under the CLI: a program's relative paths are of its own folder.
  process.chdir(options.folder);
  try {
    const outputs = await Promise.race([
      run(options, mocks),
      failed,
      unhandled.failed,
      expire(options.timeoutMs ?? 120_000, timeout.signal),
    ]);
    unhandled.stop();
    return outputs;
  } catch (error) {
    // Every output that hangs on the failed one rejects in its turn, unheard by anyone else.
    setTimeout(unhandled.stop, echoesMs).unref();
    throw error;
  } finally {
    process.chdir(before);
    timeout.abort();
  }
}

/** How long a failure's echoes are listened for after the first. */
const echoesMs = 10_000;

/** What a program's module is: its outputs, or a function that gives them. */
type Exported = Outputs | (() => Outputs | Promise<Outputs>);
type Outputs = Record<string, unknown>;

async function run(options: ProgramOptions, mocks: pulumi.runtime.Mocks) {
  const { folder, main = ".", project, stack, config, preview } = options;
  const projectFile = path.join(folder, "Pulumi.yaml");
  const { runtime } = sdkOf(folder);
  runtime.setAllConfig({ ...config });
  await runtime.setMocks(mocks, project, stack, preview ?? false);
  forget(folder);
  const outputs = await runtime.runInPulumiStack(async (): Promise<Outputs> => {
    const exported = createRequire(projectFile)(path.resolve(folder, main)) as Exported;
    return exported instanceof Function ? exported() : exported;
  });
  await runtime.disconnect();
  return (outputs ?? {}) as Record<string, unknown>;
}

/** The Pulumi SDK that the program itself imports: each copy of it has a state of its own. */
function sdkOf(folder: string): typeof pulumi {
  const file = require.resolve("@pulumi/pulumi", { paths: [folder, __dirname] });
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which one is known here alone
  return require(file) as typeof pulumi;
}

/** Pulumi holds a failed registration until the program ends: this tells of it at once. */
function failingFast(mocks: pulumi.runtime.Mocks) {
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);
  const guarded: pulumi.runtime.Mocks = {
    async newResource(args) {
      try {
        return await mocks.newResource(args);
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }
    },
    async call(args) {
      try {
        return await mocks.call(args);
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }
    },
  };
  return { mocks: guarded, failed };
}

/** Outputs that fail without anyone waiting for them surface as unhandled rejections. */
function listenForRejections() {
  let listener: (reason: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    listener = (reason) => {
      reject(reason instanceof Error ? reason : new Error(String(reason)));
    };
  });
  failed.catch(() => undefined);
  process.on("unhandledRejection", listener);
  return { failed, stop: () => process.off("unhandledRejection", listener) };
}

async function expire(milliseconds: number, signal: AbortSignal): Promise<never> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
    });
  });
  throw new Error(`the program did not end within ${milliseconds / 1000} s`);
}
