/** A resource that failed to become what it should after it came to be: its id must be kept. */
export class Unfinished extends Error {
  override readonly name = "Unfinished";

  constructor(
    readonly id: string,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** What a kind does after the call that created resource `id`; rejects with Unfinished. */
export async function finish<Result>(id: string, rest: () => Promise<Result>): Promise<Result> {
  try {
    return await rest();
  } catch (error) {
    throw new Unfinished(id, error);
  }
}
