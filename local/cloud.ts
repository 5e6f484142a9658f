import path from "node:path";
import { createFaults, type Faults } from "./gateway/faults";
import { startGateway } from "./gateway/server";
import type { CloudClient, Service } from "./gateway/service";
import { createAthena } from "./services/athena";
import { createBudgets } from "./services/budgets";
import { createCloudWatch } from "./services/cloudwatch";
import { createDynamodb } from "./services/dynamodb";
import { createEc2 } from "./services/ec2";
import { createFirehose, type Firehose } from "./services/firehose";
import { createGlue } from "./services/glue";
import { createIam } from "./services/iam";
import { createKinesis, type Kinesis } from "./services/kinesis";
import { createKms } from "./services/kms";
import { createLambda, type Lambda } from "./services/lambda";
import { createLogs, type LogMessage } from "./services/logs";
import { createMappings, type Mappings } from "./services/mappings";
import { createRedshift, createRedshiftData, createRedshiftServerless } from "./services/redshift";
import { createS3 } from "./services/s3";
import { createSecretsManager } from "./services/secretsmanager";
import { createSns, type Sns } from "./services/sns";
import { createSts } from "./services/sts";
import { createTagging, type TagSource } from "./services/tagging";
import { makeStateFolder, removeStateFolder } from "./state-folder";

export interface CloudOptions {
  /** The gateway's port; any free one when absent. */
  readonly port?: number;
  readonly region?: string;
  readonly accountId?: string;
  /** Told of every line that a function or service logs. */
  readonly onLog?: (message: LogMessage) => void;
}

/** The local cloud: every service behind one gateway, empty at first. */
export interface Cloud {
  readonly endpoint: string;
  readonly client: CloudClient;
  readonly kinesis: Kinesis;
  readonly lambda: Lambda;
  readonly mappings: Mappings;
  readonly firehose: Firehose;
  readonly sns: Sns;
  /** Outages and throttles on request. */
  readonly faults: Faults;
  /** Every operation that it has. */
  readonly operations: readonly { readonly service: string; readonly operation: string }[];
  /** Ends workers, timers and the port, and removes every file. Bounded. */
  stop(): Promise<void>;
}

export async function createCloud(options: CloudOptions = {}): Promise<Cloud> {
  const { region = "us-east-1", accountId = "000000000000", port } = options;
  const folder = await makeStateFolder("cloud");
  const place = { region, accountId };
  const started: { client?: CloudClient } = {};
  const cloud = (): CloudClient => {
    if (started.client === undefined) throw new Error("the gateway has not started yet");
    return started.client;
  };

  const faults = createFaults();
  const monitoring = createCloudWatch(place);
  const logs = createLogs({
    ...place,
    onMessage: (group, message) => {
      monitoring.embedded(group, message);
      options.onLog?.(message);
    },
  });
  const iam = createIam(place);
  const kinesis = createKinesis(place);
  const lambda = createLambda({
    ...place,
    endpoint: () => cloud().endpoint,
    logs,
    credentials: iam,
    cloud,
  });
  const mappings = createMappings({
    ...place,
    reader: kinesis.reader,
    invoker: lambda.invoker,
    cloud,
    authorize: iam.authorize,
    metric: ({ name, value, functionArn, uuid }) => {
      const functionName = functionArn.split(":")[6] ?? functionArn;
      monitoring.measured("AWS/Lambda", name, value, {
        ...(name === "IteratorAge"
          ? { FunctionName: functionName }
          : { EventSourceMappingUUID: uuid }),
      });
    },
    roleOf: (functionArn) => lambda.roleOf(functionArn),
  });
  const s3 = createS3({ ...place, root: path.join(folder, "s3") });
  const dynamodb = await createDynamodb(place);
  const sns = createSns({
    ...place,
    endpoint: () => cloud().endpoint,
    invoke: async (functionArn, payload) => {
      await lambda.invoker.invoke(functionArn, payload);
    },
  });
  const glue = createGlue(place);
  const lake = { ...place, cloud, s3, glue };
  const firehose = createFirehose({
    ...lake,
    reader: kinesis.reader,
    canAssume: (role, arn) => iam.canAssume(role, "firehose.amazonaws.com", arn),
  });
  const redshift = createRedshift({
    ...place,
    cloud,
    canAssume: (role, arn) => iam.canAssume(role, "scheduler.redshift.amazonaws.com", arn),
  });
  const services: readonly Service[] = [
    monitoring,
    logs,
    iam,
    createSts({ accountId, iam }),
    kinesis,
    s3,
    dynamodb,
    sns,
    createKms(place),
    createBudgets(place),
    createEc2(place),
    createSecretsManager(place),
    redshift,
    createRedshiftServerless({ ...place, cloud }),
    createRedshiftData({ ...place, cloud }),
    glue,
    createAthena(lake),
    firehose,
    { ...lambda, operations: { ...lambda.operations, ...mappings.operations } },
    createTagging(() => [...services.filter(isTagSource), mappings]),
  ];
  const end = async () => {
    await mappings.stop();
    for (const service of [...services].reverse()) await service.stop?.();
    await removeStateFolder(folder);
  };
  const gateway = await startGateway({
    ...place,
    ...(port === undefined ? {} : { port }),
    services,
    principalOf: (accessKeyId) => iam.principalOf(accessKeyId),
    authorize: iam.authorize,
    faults,
  }).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  const client = gateway.client();
  started.client = client;

  return {
    endpoint: gateway.endpoint,
    client,
    kinesis,
    lambda,
    mappings,
    firehose,
    sns,
    faults,
    operations: services.flatMap(({ name: service, operations }) =>
      Object.keys(operations).map((operation) => ({ service, operation })),
    ),
    async stop() {
      await end();
      await gateway.stop();
    },
  };
}

function isTagSource(service: Service): service is Service & TagSource {
  return "tagged" in service;
}
