import path from "node:path";
import * as pulumi from "@pulumi/pulumi";

export interface ProgramOptions {
  /** Folder of the Pulumi project. */
  readonly folder: string;
  readonly project: string;
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
  readonly mocks: pulumi.runtime.Mocks;
  readonly preview?: boolean;
  /** How long the whole evaluation may take. Default 120,000. */
  readonly timeoutMs?: number;
}

/** Folders whose modules are evaluated anew, because they read the stack's configuration. */
const programFolders = ["components", "scenarios"];

/** Forgets these, and `index.ts` with what stands beside it. */
function forget(folder: string): void {
  const folders = programFolders.map((name) => path.join(folder, name) + path.sep);
  for (const file of Object.keys(require.cache)) {
    if (path.dirname(file) === folder || folders.some((inner) => file.startsWith(inner))) {
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
    timeout.abort();
  }
}

/** How long a failure's echoes are listened for after the first. */
const echoesMs = 10_000;

async function run(options: ProgramOptions, mocks: pulumi.runtime.Mocks) {
  const { project, stack, config, preview } = options;
  pulumi.runtime.setAllConfig({ ...config });
  await pulumi.runtime.setMocks(mocks, project, stack, preview ?? false);
  forget(options.folder);
  // eslint-disable-next-line @typescript-eslint/require-await -- Pulumi takes an async function
  const outputs = await pulumi.runtime.runInPulumiStack(async () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- evaluated once a stack
    return require(path.join(options.folder, "index.ts")) as Record<string, unknown>;
  });
  await pulumi.runtime.disconnect();
  return (outputs ?? {}) as Record<string, unknown>;
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
