import type { CredentialIssuer } from "../../iam";
import type { LogLine } from "../runtime/messages";

export interface LogWriter {
  append(
    group: string,
    stream: string,
    messages: readonly { timestamp: number; message: string }[],
  ): void;
}

export interface FunctionLogOptions {
  readonly writer: LogWriter;
  readonly credentials: CredentialIssuer;
  /** `arn:aws:logs:<region>:<account>` */
  readonly arnPrefix: string;
  readonly role: string;
  readonly group: string;
  readonly stream: string;
}

const TAIL_BYTES = 4096;

const lastOf = (tail: string, { message }: LogLine): string => (tail + message).slice(-TAIL_BYTES);

const NEEDED = ["logs:CreateLogStream", "logs:PutLogEvents"];

/**
 * The log of one execution environment. On AWS a function writes its log under its own role: what
 * the role does not allow is not written, but here one line says why.
 */
export class FunctionLog {
  private warned = false;
  private tail: string | undefined;

  constructor(private readonly options: FunctionLogOptions) {
    const { credentials, role } = options;
    if (credentials.knows(role)) return;
    this.note(
      `The role ${role} is unknown to the local cloud: this function's calls are not restricted.`,
    );
  }

  write(lines: readonly LogLine[]): void {
    if (lines.length === 0) return;
    if (this.tail !== undefined) this.tail = lines.reduce(lastOf, this.tail);
    const { credentials, role, group, stream, arnPrefix, writer } = this.options;
    const resource = `${arnPrefix}:log-group:${group}:log-stream:${stream}`;
    const missing = NEEDED.find((action) => !credentials.allows(role, action, resource));
    if (missing === undefined) {
      writer.append(group, stream, lines);
    } else if (!this.warned) {
      this.warned = true;
      this.note(`The role ${role} does not allow ${missing} on ${resource}: this log stays empty.`);
    }
  }

  /** Starts to keep what is written, for the end of an invocation's log. */
  startTail(): void {
    this.tail = "";
  }

  /** The last 4 KB since `startTail`. */
  endTail(): string {
    const text = Buffer.from(this.tail ?? "");
    this.tail = undefined;
    return text.subarray(-TAIL_BYTES).toString();
  }

  /** A line of the local cloud's own. */
  note(text: string): void {
    const { writer, group, stream } = this.options;
    writer.append(group, stream, [{ timestamp: Date.now(), message: `WARNING ${text}\n` }]);
  }
}
