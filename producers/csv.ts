/** The fields of one CSV line without quoting, checked for their number. */
export function csvFields(line: string, count: number): string[] {
  const fields = line.split(",");
  if (fields.length !== count || fields.some((field) => field.includes('"'))) {
    throw new Error(`expected ${count} unquoted comma-separated fields, found "${line}"`);
  }
  return fields;
}

/** Number text that JSON takes as it stands, so that no digit is lost on the way. */
export function jsonNumber(text: string | undefined): string {
  if (text === undefined || !/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) {
    throw new Error(`"${text ?? ""}" is not a number`);
  }
  return text;
}
