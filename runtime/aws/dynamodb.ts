import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientSettings, lazy } from "./settings";

/** The container's DynamoDB client. */
export const dynamodb = lazy(() => new DynamoDBClient(clientSettings));
