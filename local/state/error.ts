/** What is wrong with a folder of saved state, and what to do about it. */
export class StateError extends Error {
  override readonly name = "StateError";
}
