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
  /** How to go on after a run that did not reach the end; empty where nobody can. */
  readonly goOn: string;
}

/** What is said of an import that reached its end. Throws a CommandError when nothing was an event. */
export function wholeText(result: Imported, end: FileEnd): string {
  const { sent, leftOut } = result;
  if (sent === 0) {
    throw new CommandError(
      end.firstRejected === undefined
        ? `${end.file} holds no events`
        : `${end.file} holds no event: none of its ${leftOut} lines is one of ${end.format}; ${end.firstRejected}`,
    );
  }
  const stopped = result.end === "count" ? `; ${end.goOn}` : "";
  return (
    `${sentText(result, end.streamName, end.started)}, left out ${leftOut}, ` +
    `last line ${result.line}${stopped}`
  );
}

/** What is said of one that did not. */
export function brokenText(result: Imported, end: FileEnd): string {
  return (
    `${whyText(result, end)}. ${sentText(result, end.streamName, end.started)}, ` +
    `left out ${result.leftOut}, up to line ${result.line} of ${end.file}` +
    (end.goOn === "" ? "" : `; ${end.goOn}`)
  );
}

function whyText({ end: kind, error, at }: Imported, end: FileEnd): string {
  if (kind === "failed") return inWords(error, end);
  return at === undefined ? "interrupted" : `${end.file}:${at.line}: ${printable(at.reason)}`;
}
