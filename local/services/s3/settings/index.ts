import { AwsError } from "../../../gateway/service";
import type { Operation } from "../../../gateway/service";
import type { Buckets } from "../storage/buckets";
import { CONFIGURATIONS, deletionName } from "./table";
import type { Configuration } from "./table";
import { onBucket } from "../permissions";

interface ConfigurationInput {
  readonly Bucket: string;
  readonly [member: string]: unknown;
}

/** Put, Get and Delete of every configuration. */
export function configurationOperations(buckets: Buckets): Record<string, Operation> {
  return Object.fromEntries(CONFIGURATIONS.flatMap((each) => operationsOf(buckets, each)));
}

function operationsOf(buckets: Buckets, configuration: Configuration): [string, Operation][] {
  const { query, name, member, missing, empty = {}, wrapped, readOnly } = configuration;
  const action = configuration.action ?? name;
  const get: Operation = {
    permissions: onBucket(`Get${action}`),
    run({ Bucket }: ConfigurationInput) {
      const stored = buckets.get(Bucket).configurations.get(query);
      if (stored === undefined && missing !== undefined) throw absent(missing, Bucket);
      const found = stored ?? empty;
      return wrapped === true ? { [member]: found } : found;
    },
  };
  const put: Operation = {
    permissions: onBucket(`Put${action}`),
    run({ Bucket, [member]: value }: ConfigurationInput) {
      const bucket = buckets.get(Bucket);
      // In the schemas some of these members may be absent.
      if (typeof value !== "object" || value === null)
        throw new AwsError("MalformedXML", `${member} is missing.`);
      bucket.configurations.set(query, structuredClone(value));
      return {};
    },
  };
  const remove: Operation = {
    permissions: onBucket(`Put${action}`),
    run({ Bucket }: ConfigurationInput) {
      buckets.get(Bucket).configurations.delete(query);
      return {};
    },
  };
  if (readOnly === true) return [[`Get${name}`, get]];
  return [
    [`Get${name}`, get],
    [`Put${name}`, put],
    [`Delete${deletionName(name)}`, remove],
  ];
}

function absent(code: string, bucket: string): AwsError {
  return new AwsError(code, "The configuration does not exist", 404, { BucketName: bucket });
}
