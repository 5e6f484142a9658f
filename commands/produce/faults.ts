import { CommandError, UsageError } from "../command";

/** A stream, and where it is looked for. */
export interface Place {
  readonly streamName: string;
  /** AWS itself when absent. */
  readonly endpoint?: string;
}

/** What went wrong in one line, with what to do about it where that is known. */
export function withRemedy(error: unknown, place: Place): unknown {
  if (!(error instanceof Error) || error instanceof CommandError || error instanceof UsageError) {
    return error;
  }
  const text = remedyOf(error, place);
  return text === undefined ? error : new CommandError(text);
}

/** As `withRemedy`, as text alone. */
export function inWords(error: unknown, place: Place): string {
  const known = withRemedy(error, place);
  return known instanceof Error ? known.message : String(known);
}

function remedyOf(error: Error, { streamName, endpoint = "AWS" }: Place): string | undefined {
  if (error.name === "ResourceNotFoundException") {
    return (
      `there is no stream ${streamName} at ${endpoint}: deploy it first (pulumi up, or npm run ` +
      `local with --endpoint http://127.0.0.1:4566), or name another with --stack or --stream`
    );
  }
  // Over HTTP/2 the client says why only in the message.
  if (/ECONNREFUSED/.test(error.message)) {
    return `nothing answers at ${endpoint}: start it with npm run local`;
  }
  if (/ENOTFOUND|EAI_AGAIN/.test(error.message)) {
    return `the host of ${endpoint} is not known: look at --endpoint, --region and the network`;
  }
  if (/timed out/.test(error.message)) {
    return `${endpoint} gives no answer: look at --endpoint and the network`;
  }
  if (/Protocol error/.test(error.message)) {
    return `what answers at ${endpoint} is no endpoint of AWS: look at --endpoint`;
  }
  if (error.name === "CredentialsProviderError") {
    return `${oneLine(error.message)}: sign in to AWS, or give --endpoint for the local cloud`;
  }
  if (error.name === "AccessDeniedException") {
    return `${oneLine(error.message)}: it takes kinesis:PutRecords on ${streamName}`;
  }
  const { name, message } = error;
  if (error.constructor === Error) return oneLine(message);
  const isOwn = error instanceof TypeError || error instanceof RangeError;
  return isOwn ? undefined : `${name}: ${oneLine(message)} (${streamName} at ${endpoint})`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
