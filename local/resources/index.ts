import { athenaKinds } from "./athena";
import { budgetKinds } from "./budgets";
import { cloudwatchKinds } from "./cloudwatch";
import { dynamodbKinds } from "./dynamodb";
import { firehoseKinds } from "./firehose";
import { functions as providerFunctions } from "./functions";
import { glueKinds } from "./glue";
import { iamKinds } from "./iam";
import { kinesisKinds } from "./kinesis";
import type { ProviderFunction, ResourceKind } from "./kind";
import { kmsKinds } from "./kms";
import { lambdaKinds } from "./lambda";
import { logsKinds } from "./logs";
import { mappingKinds } from "./mappings";
import { networkKinds } from "./network";
import { redshiftKinds } from "./redshift";
import { s3Kinds } from "./s3";
import { schedulerKinds } from "./scheduler";
import { snsKinds } from "./sns";
import { sqsKinds } from "./sqs";

const all = [
  ...athenaKinds,
  ...budgetKinds,
  ...cloudwatchKinds,
  ...dynamodbKinds,
  ...firehoseKinds,
  ...glueKinds,
  ...iamKinds,
  ...kinesisKinds,
  ...kmsKinds,
  ...lambdaKinds,
  ...logsKinds,
  ...mappingKinds,
  ...networkKinds,
  ...redshiftKinds,
  ...s3Kinds,
  ...schedulerKinds,
  ...snsKinds,
  ...sqsKinds,
];

/** Every resource type of the local cloud, by its token. */
export const kinds: ReadonlyMap<string, ResourceKind> = new Map(
  all.map((kind) => [kind.type, kind]),
);

/** Every provider function of the local cloud, by its token. */
export const functions: ReadonlyMap<string, ProviderFunction> = new Map(
  providerFunctions.map((provider) => [provider.token, provider]),
);
