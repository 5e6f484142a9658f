import { createHash } from "node:crypto";

import type { CloudClient } from "../gateway/service";
import { archiveFiles, deterministicZip } from "./archive";
import type { CheckFailure, Created, Properties, ResourceKind } from "./kind";
import { configurationInput, functionOutputs } from "./lambda-shape";
import type { FunctionAnswer } from "./lambda-shape";
import { changeTags, defined, unlessGone, wantedTags } from "./state";
import { finish } from "./unfinished";

/** A function's package as the API takes it. */
async function codeInput(inputs: Properties): Promise<Properties> {
  if (inputs.code !== undefined) {
    return { ZipFile: deterministicZip(await archiveFiles(inputs.code)) };
  }
  return { S3Bucket: inputs.s3Bucket, S3Key: inputs.s3Key };
}

async function describe(name: string, cloud: CloudClient): Promise<FunctionAnswer> {
  return cloud.call<FunctionAnswer>("lambda", "GetFunction", { FunctionName: name });
}

async function current(name: string, state: Properties, cloud: CloudClient): Promise<Created> {
  return { id: name, outputs: functionOutputs(await describe(name, cloud), state, cloud) };
}

async function putConcurrency(name: string, inputs: Properties, cloud: CloudClient): Promise<void> {
  const reserved = Number(inputs.reservedConcurrentExecutions ?? -1);
  await (reserved < 0
    ? cloud.call("lambda", "DeleteFunctionConcurrency", { FunctionName: name })
    : cloud.call("lambda", "PutFunctionConcurrency", {
        FunctionName: name,
        ReservedConcurrentExecutions: reserved,
      }));
}

async function updateCode(
  name: string,
  { CodeSha256: sha256, Architectures: built }: FunctionAnswer["Configuration"],
  inputs: Properties,
  cloud: CloudClient,
): Promise<void> {
  const architectures = inputs.architectures ?? ["x86_64"];
  const code = { ...(await codeInput(inputs)), Architectures: architectures };
  const { ZipFile: zip } = code as Properties;
  // Only another package makes new instances: a changed description leaves them warm.
  const same =
    zip instanceof Buffer &&
    createHash("sha256").update(zip).digest("base64") === sha256 &&
    holds(built, architectures);
  if (!same) await cloud.call("lambda", "UpdateFunctionCode", { FunctionName: name, ...code });
}

/** Whether what there is holds everything that is wanted; an empty mapping may be missing. */
function holds(actual: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return actual === wanted;
  const [has, wants] = [Object.entries(actual ?? {}), Object.entries(wanted)];
  const everyWanted = wants.every(([name, value]) =>
    holds((actual as Properties | undefined)?.[name], value),
  );
  // A variable that is no longer wanted has to go.
  return everyWanted && has.every(([name, value]) => typeof value !== "string" || name in wanted);
}

async function update(name: string, inputs: Properties, cloud: CloudClient): Promise<void> {
  const { Configuration, Tags = {} } = await describe(name, cloud);
  await updateCode(name, Configuration, inputs, cloud);
  const wanted = configurationInput(inputs);
  const differs = Object.entries(wanted).some(
    ([member, value]) => !holds(Configuration[member], value),
  );
  if (differs) {
    await cloud.call("lambda", "UpdateFunctionConfiguration", { FunctionName: name, ...wanted });
  }
  await putConcurrency(name, inputs, cloud);
  const Resource = Configuration.FunctionArn;
  await changeTags(
    Tags,
    wantedTags(inputs),
    (TagKeys) => cloud.call("lambda", "UntagResource", { Resource, TagKeys }),
    (changed) => cloud.call("lambda", "TagResource", { Resource, Tags: changed }),
  );
}

function check(inputs: Properties): readonly CheckFailure[] {
  const failures: CheckFailure[] = [];
  const range = (property: string, least: number, most: number): void => {
    const value = inputs[property];
    if (value === undefined || (Number(value) >= least && Number(value) <= most)) return;
    const reason = `expected ${property} to be in the range (${least} - ${most}), got ${Number(value)}`;
    failures.push({ property, reason });
  };
  range("memorySize", 128, 10_240);
  range("timeout", 1, 900);
  range("reservedConcurrentExecutions", -1, 900);
  if (inputs.packageType !== undefined && inputs.packageType !== "Zip") {
    const reason = "the local cloud runs zip archives, not container images";
    failures.push({ property: "packageType", reason });
  }
  return failures;
}

const functionKind: ResourceKind = {
  type: "aws:lambda/function:Function",
  required: ["role"],
  optional: [
    "architectures",
    "code",
    "description",
    "environment",
    "ephemeralStorage",
    "handler",
    "kmsKeyArn",
    "loggingConfig",
    "memorySize",
    "name",
    "packageType",
    "publish",
    "reservedConcurrentExecutions",
    "runtime",
    "s3Bucket",
    "s3Key",
    "skipDestroy",
    "sourceCodeHash",
    "timeout",
    "tracingConfig",
    "vpcConfig",
  ],
  replaceOn: ["name", "packageType", "region"],
  autoname: { property: "name", maxLength: 64 },
  defaults: {
    memorySize: 128,
    packageType: "Zip",
    publish: false,
    reservedConcurrentExecutions: -1,
    skipDestroy: false,
    timeout: 3,
  },
  check,
  async create(inputs, cloud) {
    const name = String(inputs.name);
    await cloud.call("lambda", "CreateFunction", {
      FunctionName: name,
      Code: await codeInput(inputs),
      ...defined(configurationInput(inputs)),
      Architectures: inputs.architectures,
      Tags: wantedTags(inputs),
    });
    return finish(name, async () => {
      await putConcurrency(name, inputs, cloud);
      return current(name, inputs, cloud);
    });
  },
  read: (id, state, cloud) => unlessGone(current(id, state, cloud)),
  async update(id, state, inputs, cloud) {
    await update(id, inputs, cloud);
    const kept = { ...state, ...inputs, tags: inputs.tags, tagsAll: inputs.tagsAll };
    return (await current(id, kept, cloud)).outputs;
  },
  async delete(id, state, cloud) {
    if (state.skipDestroy === true) return;
    await unlessGone(cloud.call("lambda", "DeleteFunction", { FunctionName: id }));
  },
};

/** Lambda: functions. Event source mappings have a family of their own. */
export const lambdaKinds: readonly ResourceKind[] = [functionKind];
