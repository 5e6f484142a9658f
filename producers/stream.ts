import { DescribeStreamSummaryCommand, type KinesisClient } from "@aws-sdk/client-kinesis";
import { DEFAULT_RECORD_BYTES } from "./limits";

/** A stream, told apart from others of its name. */
export interface StreamIdentity {
  readonly name: string;
  readonly region: string;
  /** Where the API is called; AWS's own when absent. */
  readonly endpoint?: string;
  /** Unknown without permission to describe the stream. */
  readonly arn?: string;
  /** ISO 8601: a stream that was deleted and made again is another, and empty. */
  readonly created?: string;
}

export interface DescribedStream {
  readonly identity: StreamIdentity;
  readonly maxRecordBytes: number;
}

/** What says that the caller may not describe the stream, or that the endpoint has no such call. */
const undescribed = [
  "AccessDeniedException",
  "UnknownOperationException",
  "InvalidActionException",
];

/**
 * The stream's own limit of a record, which is 1 MiB where it says none. A caller who may only put
 * records is noted, and served with less: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StreamDescriptionSummary.html
 */
export async function describeStream(
  client: KinesisClient,
  stream: { readonly name: string; readonly region: string; readonly endpoint?: string },
  note: (text: string) => void,
): Promise<DescribedStream> {
  try {
    const { StreamDescriptionSummary: summary } = await client.send(
      new DescribeStreamSummaryCommand({ StreamName: stream.name }),
    );
    const kib = summary?.MaxRecordSizeInKiB;
    return {
      identity: {
        ...stream,
        ...(summary?.StreamARN !== undefined && { arn: summary.StreamARN }),
        ...(summary?.StreamCreationTimestamp && {
          created: summary.StreamCreationTimestamp.toISOString(),
        }),
      },
      maxRecordBytes: kib === undefined ? DEFAULT_RECORD_BYTES : kib * 1024,
    };
  } catch (error) {
    if (!(error instanceof Error) || !undescribed.includes(error.name)) throw error;
    note(`${stream.name} cannot be described (${error.name}): records up to 1 MiB are sent`);
    return { identity: { ...stream }, maxRecordBytes: DEFAULT_RECORD_BYTES };
  }
}

/** Whether both mean one stream, as far as both know. */
export function sameStream(one: StreamIdentity, other: StreamIdentity): boolean {
  const agree = (a: string | undefined, b: string | undefined) =>
    a === undefined || b === undefined || a === b;
  return (
    one.name === other.name &&
    one.region === other.region &&
    one.endpoint === other.endpoint &&
    agree(one.arn, other.arn) &&
    agree(one.created, other.created)
  );
}
