import {
  BadHeader,
  MalformedRecord,
  UnfinishedRecord,
  type OutgoingRecord,
  type ParseLine,
} from "../record";

/**
 * The fields of a record of RFC 4180: a field in quotes may hold commas, line breaks and, doubled,
 * quotes; blanks count. Throws `UnfinishedRecord` when the text ends within quotes, so that the next
 * line goes with it, and `MalformedRecord` on a quote that stands anywhere else.
 */
export function csvFields(text: string): string[] {
  const fields: string[] = [];
  for (let at = 0; ; at += 1) {
    const end = text[at] === '"' ? closingQuote(text, at) + 1 : nextComma(text, at);
    const field = text.slice(at, end);
    if (field.startsWith('"')) {
      if (end < text.length && text[end] !== ",") {
        throw new MalformedRecord("a comma must follow a field in quotes");
      }
      fields.push(field.slice(1, -1).replaceAll('""', '"'));
    } else {
      if (/["\r\n]/.test(field)) {
        throw new MalformedRecord("a quote or a carriage return stands within a field");
      }
      fields.push(field);
    }
    if (end >= text.length) return fields;
    at = end;
  }
}

function nextComma(text: string, from: number): number {
  const comma = text.indexOf(",", from);
  return comma < 0 ? text.length : comma;
}

function closingQuote(text: string, opening: number): number {
  let quote = text.indexOf('"', opening + 1);
  while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  if (quote < 0) throw new UnfinishedRecord("a field's quotes are never closed");
  return quote;
}

/**
 * Reads CSV with these columns. A header, in any letters and any order, may come first and again;
 * other columns that it names are left out, and told of once.
 */
export function csvReader<Column extends string>(
  columns: readonly Column[],
  toRecord: (row: Readonly<Record<Column, string>>) => OutgoingRecord,
  note: (text: string) => void,
): ParseLine {
  let header: readonly string[] | undefined;
  const read = (fields: readonly string[], names: readonly string[]) => {
    if (fields.length !== names.length) throw miscounted(names, fields);
    const row = columns.map((column) => [column, fields[names.indexOf(column)] ?? ""]);
    return toRecord(Object.fromEntries(row) as Record<Column, string>);
  };
  return (line) => {
    const fields = csvFields(line);
    const names = fields.map((field) => field.trim().toLowerCase());
    if (header === undefined) {
      const first = headerOf(names, columns, () => read(fields, columns));
      header = first ?? columns;
      const others = header.filter((name) => name !== "" && !columns.some((each) => each === name));
      if (others.length > 0) note(`columns left out: ${others.join(", ")}`);
    }
    return names.join() === header.join() ? undefined : read(fields, header);
  };
}

/** The names, if the line is a header; undefined if it is data. Throws when it lacks a column. */
function headerOf(
  names: readonly string[],
  columns: readonly string[],
  asData: () => unknown,
): readonly string[] | undefined {
  const lacking = columns.filter((column) => !names.includes(column));
  if (lacking.length === columns.length) return undefined;
  const twice = columns.find((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (twice !== undefined) throw new BadHeader(`the header has the column ${twice} twice`);
  if (lacking.length === 0) return names;
  try {
    asData();
  } catch (error) {
    throw new BadHeader(`the header lacks ${lacking.join(", ")}`, { cause: error });
  }
  return undefined;
}

function miscounted(names: readonly string[], fields: readonly string[]): Error {
  const semicolons = fields.length === 1 && /[;\t]/.test(fields[0] ?? "");
  const remedy = semicolons ? "; commas must separate them, not semicolons or tabs" : "";
  return new Error(
    `${names.length} fields are due (${names.join()}), not ${fields.length}${remedy}`,
  );
}

/** Number text that JSON takes as it stands, so that no digit is lost on the way. */
export function jsonNumber(name: string, text: string): string {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) {
    throw new Error(
      `${name} must be a number in digits with a point, such as 1234.50, not "${text}"`,
    );
  }
  return text;
}

/** Text that names something: not empty, no blanks around it, which would make it another name. */
export function nameText(name: string, text: string): string {
  if (text === "") throw new Error(`${name} must not be empty`);
  if (text !== text.trim()) throw new Error(`${name} has blanks around it: "${text}"`);
  return text;
}
