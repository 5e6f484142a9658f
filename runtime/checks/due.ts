/** A map without a return statement would otherwise store nothing, ever, without a word. */
export function rowIsDue(): Error {
  return new Error("toRow returned undefined, where a row is due; null stores none");
}
