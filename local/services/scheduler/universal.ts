import type { ServiceName } from "../../gateway/model/apis";
import { readInput } from "../../gateway/model/read";
import { modelOf, type Schema } from "../../gateway/model/schemas";
import type { Call } from "./targets";

/** Services by the names that AWS's SDK gives them, where SigV4 signs with another. */
const SIGNED: Readonly<Record<string, ServiceName>> = {
  cloudwatch: "monitoring",
  cloudwatchlogs: "logs",
  redshiftdata: "redshift-data",
  redshiftserverless: "redshift-serverless",
  resourcegroupstaggingapi: "tagging",
};

/** Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html */
const READ_ONLY =
  /^(get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)/i;

/** An operation that a universal target names, e.g. `arn:aws:scheduler:::aws-sdk:redshift:pauseCluster`. */
export interface UniversalTarget {
  readonly service: string;
  readonly operation: string;
}

/** What such an ARN names; a text that says what is wrong with it where it can be no target. */
export function universalTarget(arn: string): UniversalTarget | string {
  const [, name = "", action = ""] = /:aws-sdk:([a-z0-9]+):([A-Za-z0-9]+)$/.exec(arn) ?? [];
  if (READ_ONLY.test(action)) return `${arn} is not a supported target: ${action} only reads.`;
  const service = SIGNED[name] ?? name;
  const operations = modelOf(service)?.operations.keys() ?? [];
  const operation = [...operations].find((each) => each.toLowerCase() === action.toLowerCase());
  if (operation !== undefined) return { service, operation };
  return `${arn} is not a supported target: the local cloud knows no ${action} of ${name}.`;
}

/** The call for a target's input. Throws the errors of inputs that the operation does not take. */
export function universalCall(target: UniversalTarget, input: string): Call {
  const { service, operation } = target;
  const schema = modelOf(service)?.operations.get(operation)?.input;
  const given: unknown = JSON.parse(input);
  const named = schema === undefined ? given : withNames(schema, given);
  return { ...target, input: readInput({ name: service }, operation, named as object, "sdk") };
}

/** Members may begin with either case, whatever the service's own names do. */
function withNames(schema: Schema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = schema.isListSchema() ? schema.getValueSchema() : undefined;
    return items === undefined ? value : value.map((item) => withNames(items, item));
  }
  if (typeof value !== "object" || value === null) return value;
  if (schema.isMapSchema()) {
    const values = schema.getValueSchema();
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, withNames(values, each)]),
    );
  }
  if (!schema.isStructSchema()) return value;
  const members = new Map(
    [...schema.structIterator()].map(([name, member]) => [name.toLowerCase(), { name, member }]),
  );
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const known = members.get(name.toLowerCase());
      return known === undefined ? [name, each] : [known.name, withNames(known.member, each)];
    }),
  );
}
