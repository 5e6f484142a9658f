import type { Imported } from "../../producers/import/import";
import { CommandError } from "../command";
import { inWords, type Place } from "./faults";
import { sentText } from "./progress";
import { printable } from "./rejections";

export interface FileEnd extends Place {
  /** The file's name, as errors have it. */
  readonly file: string;
  /** What its lines should have been. */
  readonly format: string;
  /** In milliseconds since the epoch. */
  readonly started: number;
  /** `file:line: reason` of the first line that was left out. */
  readonly firstRejected?: string;
  /** Whether the file can be read again. */
  readonly rereadable: boolean;
}

/** What is said of an import that reached its end. Throws a CommandError when nothing was an event. */
export function wholeText(result: Imported, end: FileEnd): string {
  if (result.sent + result.before.sent === 0) throw new CommandError(noneText(result, end));
  const goOn = result.end === "count" ? goOnText(result, end) : "";
  return (
    `${sentText(result, end.streamName, end.started)}, left out ${result.leftOut}, ` +
    `last line ${result.line}${earlierText(result)}${goOn}`
  );
}

function noneText({ leftOut }: Imported, { file, format, firstRejected }: FileEnd): string {
  if (firstRejected === undefined) return `${file} holds no events`;
  return `${file} holds no event: none of its ${leftOut} lines is one of ${format}; ${firstRejected}`;
}

/** What is said of one that did not, with what to do. */
export function brokenText(result: Imported, end: FileEnd): string {
  return (
    `${whyText(result, end)}. ${sentText(result, end.streamName, end.started)}, ` +
    `left out ${result.leftOut}, up to line ${result.line} of ${end.file}${earlierText(result)}` +
    goOnText(result, end)
  );
}

function whyText({ end: kind, error, at }: Imported, end: FileEnd): string {
  if (kind === "failed") return inWords(error, end);
  return at === undefined ? "interrupted" : `${end.file}:${at.line}: ${printable(at.reason)}`;
}

function earlierText({ before: { sent, leftOut } }: Imported): string {
  return sent + leftOut === 0 ? "" : ` (earlier runs: ${sent} sent, ${leftOut} left out)`;
}

function goOnText({ resumable, sent }: Imported, { rereadable }: FileEnd): string {
  if (resumable) return "; --resume goes on after it";
  return rereadable || sent === 0 ? "" : "; send what follows that line to go on";
}
