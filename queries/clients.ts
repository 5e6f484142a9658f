import { AthenaClient } from "@aws-sdk/client-athena";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { RedshiftClient } from "@aws-sdk/client-redshift";
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { S3Client } from "@aws-sdk/client-s3";

export interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The SDK clients that the queries need, of AWS or of the local cloud. */
export interface Clients {
  readonly athena: AthenaClient;
  readonly dynamodb: DynamoDBClient;
  readonly redshift: RedshiftClient;
  readonly redshiftData: RedshiftDataClient;
  readonly s3: S3Client;
  destroy(): void;
}

export function createClients(settings: ClientSettings): Clients {
  const clients = {
    athena: new AthenaClient(settings),
    dynamodb: new DynamoDBClient(settings),
    redshift: new RedshiftClient(settings),
    redshiftData: new RedshiftDataClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: settings.endpoint !== undefined }),
  };
  const destroy = () => {
    for (const client of Object.values(clients)) client.destroy();
  };
  return { ...clients, destroy };
}
