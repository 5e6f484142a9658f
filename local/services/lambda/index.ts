import type { Time } from "../../clock";
import type { Authorizer } from "../../gateway/authorize";
import type { Faults } from "../../gateway/faults";
import { AwsError, type CloudClient, type Service } from "../../gateway/service";
import type { CredentialIssuer } from "../iam";
import { taggedOf, type TagStore } from "../tags";
import type { TagSource } from "../tagging";
import { sendOutcome } from "./events/destination";
import { EventQueue } from "./events/queue";
import { createInvoker, invokeOperation } from "./invoke";
import type { Invoker } from "./invoke";
import type { LogWriter } from "./environments/log";
import { execute } from "./environments/execution";
import { faulty } from "./environments/faulty";
import { createReaper } from "./environments/reaper";
import { logStreamName } from "./environments/report";
import { functionOperations } from "./operations/functions";
import { invocationOperations } from "./operations/invocations";
import { lambdaTagOperations, settingOperations } from "./operations/settings";
import { urlOperations } from "./operations/urls";
import { versionOperations } from "./operations/versions";
import { layerPolicyOperations, policyOperations } from "./policies/operations";
import { Functions } from "./registry";
import { rules } from "./rules";
import { codeDownload, codePath, contentPath } from "./code/download";
import { layerOperations } from "./layers/operations";
import { LayerStore } from "./layers/store";

export type { InvokeResult } from "./environments/execution";
export type { Invoker } from "./invoke";
export type { LogWriter } from "./environments/log";

export interface LambdaOptions {
  readonly region: string;
  readonly accountId: string;
  /** The gateway's address, which functions get as AWS_ENDPOINT_URL. */
  readonly endpoint: () => string;
  readonly logs: LogWriter;
  readonly credentials: CredentialIssuer & { readonly authorize: Authorizer };
  readonly cloud: () => CloudClient;
  /** Asked before each invocation. */
  readonly faults: Pick<Faults, "invocation">;
  /** Of retries and log lines; a function's own clock is the system's. */
  readonly time: Time;
  /** The tags of an event source mapping; throws ResourceNotFoundException. */
  readonly mappingTags: (uuid: string) => TagStore;
  /** Milliseconds after which an idle instance is ended; two minutes by default. */
  readonly idleMs?: number;
  /** Instances of one function at once where it reserves no concurrency; 16 by default. */
  readonly concurrency?: number;
  /** A project's folder: its packages of AWS's SDK are there for functions; the working directory by default. */
  readonly project?: string;
  /** Folders in which a Python for functions is looked for; PATH by default. */
  readonly searchPath?: string;
  /** Waits before the retries of an asynchronous invocation; one and two minutes, as on AWS. */
  readonly eventRetryMs?: readonly number[];
}

export interface Lambda extends Service, TagSource {
  readonly invoker: Invoker;
  /** The execution role of a function, by ARN or name. */
  roleOf(functionArn: string): string;
  /**
   * Ends all instances of a function at once, as a crash of their machine would; the invocations
   * that were running fail with Runtime.ExitError. Says how many these were.
   */
  killWorkers(functionName: string): number;
  /** Starts an instance ahead of the first invocation. */
  warm(functionName: string): void;
}

/** A presigned-looking link to an archive, which the gateway routes back here. */
function locationAt({ region, endpoint }: LambdaOptions, path: string): string {
  const credential = encodeURIComponent(`local/20260101/${region}/lambda/aws4_request`);
  return `${endpoint()}${path}?X-Amz-Credential=${credential}`;
}

/** AWS Lambda for zip archives of Node.js and Python, each instance a process of its own. */
export function createLambda(options: LambdaOptions): Lambda {
  const { region, accountId, endpoint, logs, credentials } = options;
  const { idleMs = 120_000, concurrency = 16, eventRetryMs = [60_000, 120_000] } = options;
  const { searchPath = process.env.PATH ?? "", project = process.cwd() } = options;
  const reaper = createReaper();
  const dependencies = {
    region,
    accountId,
    endpoint,
    logs,
    credentials,
    idleMs,
    concurrency,
    reaper,
    searchPath,
    project,
  };
  const layers = new LayerStore(`arn:aws:lambda:${region}:${accountId}`);
  const run = faulty(execute, options.faults, options.time);
  const functions = new Functions(dependencies, options.cloud, layers);
  const { time, cloud } = options;
  const events = new EventQueue({
    execute: run,
    retryMs: eventRetryMs,
    time,
    async send(destination, outcome) {
      try {
        await sendOutcome(cloud(), destination, outcome, time.now());
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const { settings, version } = outcome.target.subject;
        const told = `WARNING The outcome of ${outcome.requestId} did not reach ${destination}: ${error.code}: ${error.message}\n`;
        const stream = logStreamName(new Date(time.now()), version);
        logs.append(settings.LoggingConfig.LogGroup, stream, [
          { timestamp: time.now(), message: told },
        ]);
      }
    },
  });
  return {
    name: "lambda",
    rules,
    operations: {
      ...functionOperations(functions, (subject) => locationAt(options, codePath(subject))),
      ...layerOperations({
        layers,
        cloud: options.cloud,
        folder: () => functions.folderOf("layers"),
        locationOf: (version) => locationAt(options, contentPath(version)),
      }),
      ...versionOperations(functions),
      ...policyOperations(functions),
      ...layerPolicyOperations(layers),
      ...urlOperations(functions),
      ...invocationOperations(functions),
      ...settingOperations(functions),
      ...lambdaTagOperations(functions, options.mappingTags),
      ...invokeOperation(functions, events, run),
    },
    page: codeDownload(functions, layers),
    invoker: createInvoker(functions, run),
    tagged: () => taggedOf(functions.list()),
    roleOf: (functionArn) => functions.target(functionArn).subject.settings.Role,
    killWorkers: (name) => functions.get(name).kill(),
    warm(name) {
      functions.get(name).warm();
    },
    async stop() {
      events.stop();
      await functions.stop();
      reaper.stop();
    },
  };
}
