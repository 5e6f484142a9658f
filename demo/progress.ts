/** Where the play stands. */
export interface PlayState {
  readonly sent: number;
  readonly toSend: number;
  /** Records handed to consumers so far: a stream with two consumers counts twice. */
  readonly delivered: number;
  /** Deliveries still to come. */
  readonly lag: number;
}

const lineEveryMs = 1000;
const rewriteEveryMs = 80;

/** Shows progress: one rewritten line on a terminal, a plain line a second elsewhere. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #last = 0;

  constructor(stream: NodeJS.WriteStream = process.stdout) {
    this.#stream = stream;
  }

  show({ sent, toSend, delivered, lag }: PlayState): void {
    const pause = this.#stream.isTTY ? rewriteEveryMs : lineEveryMs;
    if (Date.now() - this.#last < pause) return;
    this.#last = Date.now();
    this.#print(`sent ${sent} of ${toSend} · delivered ${delivered} · lag ${lag}`);
  }

  /** Clears the rewritten line, so that what follows starts on a line of its own. */
  end(): void {
    if (this.#stream.isTTY) this.#stream.write("\r\x1b[K");
  }

  #print(text: string): void {
    this.#stream.write(this.#stream.isTTY ? `\r\x1b[K  ${text}` : `  ${text}\n`);
  }
}
