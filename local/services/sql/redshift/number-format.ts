import { fault } from "../core/context";
import type { Typed } from "../core/dialect";
import { fill } from "../core/functions";
import { quoteString } from "../core/lexer";

/**
 * A number's text in a format such as `FM999,990.00`, `S9999`, `999PR`, as SQL.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_Numeric_formating.html
 */
export function numberText({ sql }: Typed, format: string, at: number): string {
  const tight = /^FM/i.test(format);
  const body = format.replace(/^FM/i, "").replaceAll(/G/gi, ",").replaceAll(/D/gi, ".");
  const [, before = "", picture = "", after = ""] =
    /^(S|MI|PL|SG|L|\$)?([09,.]+)(S|MI|PL|SG|PR)?$/i.exec(body) ?? [];
  if (!/[09]/.test(picture) || picture.split(".").length > 2) {
    throw fault(at, ["0A000", `format "${format}" is not supported by the local Redshift`]);
  }
  const [whole = "", part = ""] = picture.split(".");
  const wholeDigits = whole.replaceAll(",", "").length;
  const scale = part.length;
  const zeros = /0/.exec(whole.replaceAll(",", ""));
  const leading = zeros ? wholeDigits - zeros.index : 0;
  // All digits of the rounded size, with zeros in front as far as the picture has them.
  const rounded = `CAST(abs(CAST(CAST($1 AS VARCHAR) AS DECIMAL(38,${scale}))) AS VARCHAR)`;
  const digits = `split_part(${rounded}, '.', 1)`;
  const shownZero =
    leading === 0 && scale > 0 ? `CASE WHEN ${digits} = '0' THEN '' ELSE ${digits} END` : digits;
  const padded =
    leading > 0
      ? `lpad(${digits}, CAST(greatest(${leading}, length(${digits})) AS INTEGER), '0')`
      : shownZero;
  const number = whole.includes(",") ? grouping(padded) : padded;
  const fraction = scale === 0 ? "''" : `'.' || split_part(${rounded}, '.', 2)`;
  const shortFraction =
    tight && !part.includes("0") && scale > 0 ? `rtrim(${fraction}, '0')` : fraction;
  const width = whole.length;
  const signs = signed(before.toUpperCase(), after.toUpperCase());
  const size = `(${number} || ${shortFraction})`;
  const fits = `length(${digits}) <= ${wholeDigits}`;
  const overflow = quoteString(picture.replace(/[09]/g, "#"));
  const cell = `CASE WHEN ${fits} THEN ${size} ELSE ${overflow} END`;
  const total = width + (scale === 0 ? 0 : scale + 1);
  const minus = `(CASE WHEN $1 < 0 THEN ${quoteString(signs.negative[0])} ELSE ${quoteString(signs.positive[0])} END)`;
  const end = `(CASE WHEN $1 < 0 THEN ${quoteString(signs.negative[1])} ELSE ${quoteString(signs.positive[1])} END)`;
  const text = tight
    ? `trim(${minus} || ${cell} || ${end})`
    : `lpad(${minus} || ${cell}, ${total + Math.max(signs.negative[0].length, signs.positive[0].length)}, ' ') || ${end}`;
  return fill(`CASE WHEN $1 IS NULL THEN NULL ELSE ${text} END`, [sql]);
}

/** Commas between groups of three digits, from the right. */
function grouping(digits: string): string {
  const groups = [0, 1, 2, 3, 4].map((group) => {
    const piece = `reverse(substr(reverse(${digits}), ${group * 3 + 1}, 3))`;
    return group === 0
      ? piece
      : `CASE WHEN length(${digits}) > ${group * 3} THEN ${piece} || ',' ELSE '' END`;
  });
  return `(${groups.reverse().join(" || ")})`;
}

interface Signs {
  readonly negative: readonly [before: string, after: string];
  readonly positive: readonly [before: string, after: string];
}

function signed(before: string, after: string): Signs {
  const money = before === "L" || before === "$" ? "$" : "";
  switch (after === "" ? before : after) {
    case "S":
    case "SG":
      return after === ""
        ? { negative: ["-", ""], positive: ["+", ""] }
        : { negative: [money, "-"], positive: [money, "+"] };
    case "MI":
      return after === ""
        ? { negative: ["-", ""], positive: [" ", ""] }
        : { negative: [money, "-"], positive: [money, " "] };
    case "PL":
      return after === ""
        ? { negative: ["-", ""], positive: ["+", ""] }
        : { negative: [`-${money}`, ""], positive: [money, "+"] };
    case "PR":
      return { negative: ["<", ">"], positive: [" ", " "] };
    default:
      return { negative: [`-${money}`, ""], positive: [money === "" ? " " : ` ${money}`, ""] };
  }
}
