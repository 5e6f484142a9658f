import type { Fault } from "../faults";

/** Messages of a statement that may succeed when it is run again. */
const TRANSIENT = [
  /serializable isolation violation/i,
  /concurrent transaction/i,
  /conflict/i,
  /deadlock/i,
  /time[d ]?-?out/i,
  /connection .*(closed|lost|refused|reset|terminated)/i,
  /could not connect/i,
  /disk full/i,
  /out of memory/i,
  /cancel+ed|aborted|terminated/i,
  /(paus|resum|resiz|reboot|restart)(ed|ing)/i,
  /shut(ting)? down/i,
  /(not|un)[ -]?available/i,
  /being (created|modified)/i,
  /too many/i,
];

/** Messages that blame a value, so that one row of the transaction is at fault. */
const INVALID = [
  /value too long/i,
  /overflow/i,
  /out of range/i,
  /invalid (input|value|digit|date|timestamp|character|byte|number)/i,
  /conversion error/i,
  /could not convert/i,
  /null value|not[ -]null constraint/i,
  /not a valid/i,
  /multibyte/i,
];

/** What the error of a statement that ended in FAILED means. */
export function faultOfStatement(message: string): Fault {
  if (TRANSIENT.some((pattern) => pattern.test(message))) return "transient";
  return INVALID.some((pattern) => pattern.test(message)) ? "invalid" : "fatal";
}
