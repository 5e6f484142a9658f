import { parseArgs, type ParseArgsConfig } from "node:util";

/** A mistake of the caller's: shown with the usage, without a trace; exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What went wrong and what to do about it: shown without a trace; exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** A signal ended the command before its end: whoever sent it knows. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(readonly exitCode: number) {
    super("interrupted");
  }
}

export interface Command<Options extends NonNullable<ParseArgsConfig["options"]>> {
  readonly name: string;
  readonly usage: string;
  readonly options: Options;
  /** How many arguments it takes besides its options; it checks that itself when absent. */
  readonly takes?: number;
  run(parsed: ParsedArguments<Options>): Promise<void>;
  /** Turns a fault that has a remedy into words; undefined leaves it as it is. */
  explain?(error: unknown): string | undefined;
}

export type ParsedArguments<Options extends NonNullable<ParseArgsConfig["options"]>> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true }>
>;

/** Runs a command of the command line: `--help`, usage errors (2), faults (1). */
export async function runCommand<Options extends NonNullable<ParseArgsConfig["options"]>>(
  command: Command<Options>,
  args: readonly string[] = process.argv.slice(2),
): Promise<void> {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(command.usage);
    return;
  }
  try {
    await command.run(parse(command, args));
  } catch (error) {
    report(command, error);
  }
}

function parse<Options extends NonNullable<ParseArgsConfig["options"]>>(
  { options, takes = Infinity }: Command<Options>,
  args: readonly string[],
): ParsedArguments<Options> {
  const parsed = (() => {
    try {
      return parseArgs({ args: [...args], options, allowPositionals: true });
    } catch (error) {
      throw new UsageError(inWords(error, Object.keys(options)));
    }
  })();
  const extra = parsed.positionals[takes];
  if (extra !== undefined) throw new UsageError(`unexpected argument ${extra}`);
  return parsed;
}

/** What Node.js says of arguments, in one line, with what there is to choose from. */
function inWords(error: unknown, known: readonly string[]): string {
  const text = error instanceof Error ? error.message : String(error);
  const [, unknown] = /^Unknown option '(.*?)'/.exec(text) ?? [];
  if (unknown === undefined) return text.replace(/\s+/g, " ");
  const choice = [...known, "help"].map((name) => `--${name}`).join(", ");
  return `there is no option ${unknown}: choose of ${choice}`;
}

function report(
  command: { name: string; usage: string; explain?(error: unknown): string | undefined },
  error: unknown,
): void {
  if (error instanceof Interrupted) {
    process.exitCode = error.exitCode;
    return;
  }
  if (error instanceof UsageError) {
    process.stderr.write(`${command.name}: ${error.message}\n\n${command.usage}`);
    process.exitCode = 2;
    return;
  }
  const explained = error instanceof CommandError ? error.message : command.explain?.(error);
  const text = explained ?? (error instanceof Error ? (error.stack ?? error.message) : error);
  process.stderr.write(`${command.name}: ${String(text)}\n`);
  process.exitCode = 1;
}

/** "1 resource", "2 resources". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The value of a numeric option, above 0; undefined when it is not given. */
export function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new UsageError(`--${name} must be a number above 0, not "${text}"`);
  }
  return value;
}

/** As `positive`, whole numbers only. */
export function positiveInteger(name: string, text: string | undefined): number | undefined {
  const value = positive(name, text);
  if (value !== undefined && !Number.isInteger(value)) {
    throw new UsageError(`--${name} must be a whole number, not "${String(text)}"`);
  }
  return value;
}
