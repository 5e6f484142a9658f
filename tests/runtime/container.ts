import * as path from "node:path";
import type * as handlerModule from "../../runtime/handler";
import type { Environment, Writer } from "../../runtime/types";

const RUNTIME = path.resolve(__dirname, "../../runtime");

/** The modules of a container that has just started: no client of another endpoint is kept. */
function fresh(module: string): unknown {
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(RUNTIME + path.sep)) Reflect.deleteProperty(require.cache, file);
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a container loads anew
  return require(path.join(RUNTIME, module));
}

/** Sets a function's environment until the returned function puts the old one back. */
export function withEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  return () => {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  };
}

/** A consumer's handler, in a container of its own. */
export function startContainer<Event>(
  config: handlerModule.HandlerConfig<Event>,
): handlerModule.Handler {
  return (fresh("handler") as typeof handlerModule).createHandler(config);
}

/** A writer by itself, in a container of its own, with its variables. */
export function openWriter<Item>(
  module: string,
  options: object,
  variables: Readonly<Record<string, string>>,
): Writer<Item> {
  const { writer } = fresh(`writers/${module}`) as {
    writer: (options: object, env: Environment) => Writer<Item>;
  };
  const env = (name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`${name} must be set`);
    return value;
  };
  return writer(options, Object.assign(env, { optional: (name: string) => variables[name] }));
}
