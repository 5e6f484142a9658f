import { isUtf8 } from "node:buffer";

/**
 * A field as the server had it before it escaped it for its log: Apache writes `\"`, `\\` and
 * `\xhh` (format notes of mod_log_config), nginx `\xHH` for all of them (`escape=default`). Bytes
 * that make UTF-8 become their characters. Those that do not, and control characters, which an
 * attacker may have sent to reach somebody's terminal, stay escaped as the log has them.
 */
export function unescaped(field: string): string {
  return field.replace(
    /(?:\\x[0-9a-fA-F]{2})+|\\(["\\])/g,
    (escaped: string, character: string | undefined) => character ?? characters(escaped),
  );
}

function characters(escaped: string): string {
  const bytes = Buffer.from(escaped.replaceAll("\\x", ""), "hex");
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at] ?? 0);
    const sequence = bytes.subarray(at, at + length);
    const character = isUtf8(sequence) && sequence.length === length ? sequence.toString() : "";
    const readable = character !== "" && !/\p{Cc}/u.test(character);
    text += readable ? character : escaped.slice(at * 4, at * 4 + 4);
    at += readable ? length : 1;
  }
  return text;
}

/** How many bytes a UTF-8 sequence has that begins with this one. */
function sequenceLength(lead: number): number {
  return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}
