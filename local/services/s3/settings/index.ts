import { AwsError } from "../../../gateway/service";
import type { Operation } from "../../../gateway/service";
import type { Buckets } from "../storage/buckets";
import { CONFIGURATIONS, deletionName } from "./table";
import type { Configuration } from "./table";
import { onBucket } from "../permissions";
import { policyOperations } from "./policy";

interface ConfigurationInput {
  readonly Bucket: string;
  readonly [member: string]: unknown;
}

/** Put, Get and Delete of every configuration, and of the bucket policy. */
export function configurationOperations(buckets: Buckets): Record<string, Operation> {
  return Object.assign(
    policyOperations(buckets),
    ...CONFIGURATIONS.map((each) => operationsOf(buckets, each)),
  ) as Record<string, Operation>;
}

function operationsOf(buckets: Buckets, configuration: Configuration): Record<string, Operation> {
  const { query, name, member, missing, empty = {}, wrapped, readOnly } = configuration;
  const action = configuration.action ?? name;
  const get: Operation = {
    run({ Bucket }: ConfigurationInput) {
      const stored = buckets.get(Bucket).configurations.get(query) as object | undefined;
      if (stored === undefined && missing !== undefined) throw absent(missing, Bucket);
      const found = stored ?? empty;
      return wrapped === true ? { [member]: found } : found;
    },
    permissions: onBucket(`Get${action}`),
  };
  if (readOnly === true) return { [`Get${name}`]: get };
  return {
    [`Get${name}`]: get,
    [`Put${name}`]: {
      run(input: ConfigurationInput) {
        const bucket = buckets.get(input.Bucket);
        const value = input[member];
        if (typeof value !== "object" || value === null) {
          throw new AwsError("MalformedXML", `${member} is missing.`);
        }
        bucket.configurations.set(query, structuredClone(value));
        return {};
      },
      permissions: onBucket(`Put${action}`),
    },
    [`Delete${deletionName(name)}`]: {
      run({ Bucket }: ConfigurationInput) {
        buckets.get(Bucket).configurations.delete(query);
        return {};
      },
      permissions: onBucket(`Put${action}`),
    },
  };
}

function absent(code: string, bucket: string): AwsError {
  return new AwsError(code, "The configuration does not exist", 404, { BucketName: bucket });
}
