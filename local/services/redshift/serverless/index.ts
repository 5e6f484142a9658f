import type { Namespace, Workgroup } from "@aws-sdk/client-redshift-serverless";
import type { Rules } from "../../../gateway/model/rules";
import { AwsError } from "../../../gateway/service";
import type { Operations, Service } from "../../../gateway/service";
import type { TagSource } from "../../tagging";
import { taggedOf, tagOperations, tagRules } from "../../tags";
import { Collection } from "../collection";
import type { Scope } from "../collection";
import { namespaceOperations } from "./namespaces";
import { workgroupOperations } from "./workgroups";

const name = { length: [3, 64], pattern: "^[a-z0-9-]+$" } as const;

/** Source: https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_Operations.html */
const rules: Rules = {
  namespaceName: name,
  workgroupName: name,
  logExports: { length: [0, 16] },
  ipAddressType: { pattern: "^(ipv4|dualstack)$" },
  trackName: { length: [1, 256], pattern: "^[a-zA-Z0-9_]+$" },
  "PerformanceTarget.level": { range: [1, 100] },
  maxResults: { range: [1, 100] },
  resourceArn: { length: [1, 1011] },
  tags: { length: [0, 200] },
  ...tagRules,
};

/** What both kinds have in common. */
const common = {
  missing: "ResourceNotFoundException",
  exists: "ConflictException",
  limits: {
    most: 200,
    tooMany: ["TooManyTagsException", "A resource can have at most 200 tags."],
    invalid: "ValidationException",
  },
} as const;

/** Redshift Serverless: namespaces and workgroups. Their databases are the Data API's. */
export function createRedshiftServerless(scope: Scope): Service & TagSource {
  const namespaces = new Collection<Namespace>({ noun: "Namespace", ...common });
  const workgroups = new Collection<Workgroup>({ noun: "Workgroup", ...common });
  const all = () => [...namespaces.list(), ...workgroups.list()];
  const operations: Operations<"redshift-serverless"> = {
    ...namespaceOperations(scope, namespaces, workgroups),
    ...workgroupOperations(scope, namespaces, workgroups),
    ...tagOperations("redshift-serverless", {
      resource: "resourceArn",
      tags: "tags",
      keys: "tagKeys",
      form: "key",
      find(arn) {
        const found = all().find((each) => each.arn === arn);
        if (found) return found.tags;
        throw new AwsError("ResourceNotFoundException", `${arn} does not exist.`);
      },
    }),
  };
  return {
    name: "redshift-serverless",
    targetPrefix: "RedshiftServerless",
    rules,
    operations,
    tagged: () => taggedOf(all()),
  };
}
