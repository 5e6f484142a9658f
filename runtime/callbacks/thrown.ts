const MAX_LENGTH = 1000;

/** What was thrown, in words: anything may be, also undefined, or what throws when it is looked at. */
export function wordsOf(thrown: unknown): string {
  try {
    return shown(thrown).slice(0, MAX_LENGTH);
  } catch {
    return "threw what cannot be shown";
  }
}

function shown(thrown: unknown): string {
  if (typeof thrown === "string" && thrown !== "") return thrown;
  if (typeof thrown !== "object" || thrown === null) return `threw ${String(thrown)}`;
  const { message, name } = thrown as { message?: unknown; name?: unknown };
  if (typeof message === "string" && message !== "") return message;
  return `threw ${typeof name === "string" && name !== "" ? name : "an object without a message"}`;
}
