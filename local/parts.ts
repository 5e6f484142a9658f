import path from "node:path";
import type { Account } from "./account";
import type { Clock } from "./clock";
import type { Faults } from "./gateway/faults";
import type { ServiceName } from "./gateway/model/apis";
import { late } from "./late";
import { Slots } from "./slots";
import type { CloudClient, Principal, Service } from "./gateway/service";
import { createAthena } from "./services/athena";
import { createBudgets } from "./services/budgets";
import { createCloudWatch, type CloudWatch } from "./services/cloudwatch";
import { createDynamodb, type Dynamodb } from "./services/dynamodb";
import { createEc2 } from "./services/ec2";
import { createFirehose, type Firehose } from "./services/firehose";
import { createGlue } from "./services/glue";
import { createIam, type Iam, type IamOptions } from "./services/iam";
import { createKinesis, type Kinesis, type KinesisOptions } from "./services/kinesis";
import { createKms } from "./services/kms";
import { createLambda, type Lambda, type LambdaOptions } from "./services/lambda";
import { createLogs, type LogMessage, type Logs } from "./services/logs";
import { createMappings, type Mappings, type MappingMetric } from "./services/mappings";
import { createRedshift, createRedshiftData, createRedshiftServerless } from "./services/redshift";
import { createS3, type S3 } from "./services/s3";
import { createScheduler } from "./services/scheduler";
import { createSecretsManager } from "./services/secretsmanager";
import { createSns, type Sns, type SnsOptions } from "./services/sns";
import { createSqs, type Sqs } from "./services/sqs";
import { createSts, userIdOf } from "./services/sts";
import { createTagging, type TagSource } from "./services/tagging";

/** The services with more to them than their API. */
interface Engines {
  readonly dynamodb: Dynamodb;
  readonly firehose: Firehose;
  readonly iam: Iam;
  readonly kinesis: Kinesis;
  readonly lambda: Lambda & { readonly mappings: Mappings };
  readonly logs: Logs;
  readonly monitoring: CloudWatch;
  readonly s3: S3;
  readonly sns: Sns;
  readonly sqs: Sqs;
}

/** Every service by the name that SigV4 signs with. */
export type Parts = Engines & { readonly [N in Exclude<ServiceName, keyof Engines>]: Service };

/** What services do otherwise than by default. */
export interface PartSettings {
  /** Milliseconds since the epoch: what the local cloud's clock goes by; the system's by default. */
  readonly clock?: () => number;
  readonly kinesis?: Pick<KinesisOptions, "maxBytes" | "shardLimits">;
  readonly lambda?: Pick<
    LambdaOptions,
    "idleMs" | "concurrency" | "eventRetryMs" | "searchPath" | "project"
  >;
  readonly sns?: Pick<SnsOptions, "failed" | "invoke">;
  readonly iam?: Pick<IamOptions, "onAsked">;
  /** Told of every line that a function or service logs. */
  readonly onLog?: (message: LogMessage) => void;
}

export interface PartOptions extends PartSettings {
  readonly account: Account;
  /** Where services may keep files. */
  readonly folder: string;
  readonly cloud: () => CloudClient;
  readonly time: Clock;
  readonly faults: Faults;
}

/**
 * A local cloud's services: each is made when it is first asked for, after those that it needs. One that is
 * reset is made anew, so that others ask for it whenever they need it, or hold a stand-in.
 */
export function createParts(options: PartOptions) {
  const { account, cloud, time } = options;
  const common = { ...account, cloud, time, clock: time.now };
  const endpoint = (): string => cloud().endpoint;
  const slots = new Slots();
  const once: Slots["once"] = (...service) => slots.once(...service);
  const iam = once(() => createIam({ ...account, clock: time.now, ...options.iam }));
  const monitoring = once(() => createCloudWatch(common));
  const kinesis = once(() => createKinesis({ ...common, ...options.kinesis }));
  const s3 = once(() =>
    createS3({ ...account, clock: time.now, root: path.join(options.folder, "s3") }),
  );
  const glue = once(() => createGlue(account));
  const secretsmanager = once(() => createSecretsManager(common));
  const mayAssume = (principal: string) => (role: string, arn: string) =>
    iam().canAssume(role, principal, arn);
  const logs = once(
    () =>
      createLogs({
        ...common,
        onMessage(group, message) {
          monitoring().embedded(group, message);
          options.onLog?.(message);
        },
      }),
    [monitoring],
  );
  const reader = late(() => kinesis().reader);
  const sqs = once(() => {
    const senderId = (who: Principal) => userIdOf(iam(), account, who);
    return createSqs({ ...common, endpoint, senderId });
  }, [iam]);
  const lambda = once(() => {
    const own = createLambda({
      ...common,
      endpoint,
      // A function's own clock is the system's: its lines are dated anew.
      logs: logAhead(logs, time),
      credentials: late(iam),
      mappingTags: (uuid) => mappings.tagsOf(uuid),
      faults: options.faults,
      ...options.lambda,
    });
    const mappings = createMappings({
      ...common,
      reader,
      queues: late(() => sqs().reader),
      invoker: own.invoker,
      authorize: (...asked) => {
        iam().authorize(...asked);
      },
      metric: (sample) => {
        measure(monitoring(), sample);
      },
      roleOf: (functionArn) => own.roleOf(functionArn),
    });
    return withMappings(own, mappings);
  }, [logs, iam, kinesis, sqs, s3]);
  const redshift = once(
    () => createRedshift({ ...common, canAssume: mayAssume("scheduler.redshift.amazonaws.com") }),
    [secretsmanager],
  );
  const serverless = once(() => createRedshiftServerless(common), [secretsmanager]);
  const makers: { readonly [N in keyof Parts]: () => Parts[N] } = {
    monitoring,
    logs,
    iam,
    sts: once(() => createSts({ accountId: account.accountId, iam: late(iam) }), [iam]),
    kinesis,
    s3,
    dynamodb: once(() => createDynamodb(common)),
    kms: once(() => createKms(common)),
    budgets: once(() => createBudgets(account)),
    ec2: once(() => createEc2(account)),
    secretsmanager,
    redshift,
    "redshift-serverless": serverless,
    "redshift-data": once(() => createRedshiftData(common), [redshift, serverless, s3]),
    glue,
    athena: once(() => createAthena({ ...common, s3: late(s3) }), [s3, glue]),
    firehose: once(() => {
      const canAssume = mayAssume("firehose.amazonaws.com");
      return createFirehose({ ...common, reader, canAssume });
    }, [kinesis, s3, glue]),
    lambda,
    sns: once(
      () =>
        createSns({
          ...common,
          endpoint,
          invoke: async (functionArn, payload) => {
            await lambda().invoker.invoke(functionArn, payload);
          },
          sendToQueue: (...sent) => {
            sqs().sendFor(...sent);
          },
          ...options.sns,
        }),
      [lambda, sqs],
    ),
    sqs,
    scheduler: once(
      () =>
        createScheduler({
          ...common,
          canAssume: (role, arn) =>
            iam().knows(role) && iam().canAssume(role, "scheduler.amazonaws.com", arn),
          // Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
          metric(name, ScheduleGroup) {
            monitoring().measured("AWS/Scheduler", name, 1, { ScheduleGroup });
          },
        }),
      [monitoring, iam],
    ),
    tagging: once(() => createTagging(() => slots.services.filter(isTagSource))),
  };
  return { makers, slots };
}

/** Lambda's API with the operations and the tags of event source mappings, which an engine of their own runs. */
function withMappings(lambda: Lambda, mappings: Mappings): Parts["lambda"] {
  return {
    ...lambda,
    mappings,
    operations: { ...lambda.operations, ...mappings.operations },
    tagged: () => [...lambda.tagged(), ...mappings.tagged()],
    async stop() {
      await mappings.stop();
      await lambda.stop?.();
    },
  };
}

function logAhead(logs: () => Logs, time: Clock): Pick<Logs, "append"> {
  return {
    append(group, stream, messages) {
      const ahead = time.aheadMs;
      const dated = messages.map((each) => ({ ...each, timestamp: each.timestamp + ahead }));
      logs().append(group, stream, ahead === 0 ? messages : dated);
    },
  };
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
function measure(monitoring: CloudWatch, { name, value, functionArn, uuid }: MappingMetric): void {
  const functionName = functionArn.split(":")[6] ?? functionArn;
  monitoring.measured("AWS/Lambda", name, value, {
    ...(name === "IteratorAge" ? { FunctionName: functionName } : { EventSourceMappingUUID: uuid }),
  });
}

function isTagSource(service: Service): service is Service & TagSource {
  return "tagged" in service;
}
