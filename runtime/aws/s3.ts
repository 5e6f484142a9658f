import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { WriteContext } from "../types";
import { attempt } from "./attempt";
import { clientSettings, lazy } from "./settings";

const client = lazy(() => new S3Client(clientSettings));

/** How many objects are put at once. */
export const PUTS_AT_ONCE = 64;

export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: string | Uint8Array;
  readonly contentType: string;
}

/** Puts an object, retrying transient faults while time remains; throws the SDK's error otherwise. */
export async function putObject(object: NewObject, context: WriteContext): Promise<void> {
  const command = new PutObjectCommand({
    Bucket: object.bucket,
    Key: object.key,
    Body: object.body,
    ContentType: object.contentType,
  });
  await attempt(context, (abortSignal) => client().send(command, { abortSignal }));
}
