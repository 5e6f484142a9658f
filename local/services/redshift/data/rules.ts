import type { Rules } from "../../../gateway/model/rules";

const id = { pattern: "[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d{0,2})?" };
/** No text of PostgreSQL's, from which Redshift comes, holds a zero byte. */
const text = { pattern: "[^\\u0000]*" };

/** Source: https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_Operations.html */
export const rules: Rules = {
  ClusterIdentifier: { length: [1, 63], pattern: "[a-z][a-z0-9]*(-[a-z0-9]+)*" },
  WorkgroupName: {
    length: [3, 128],
    pattern:
      ".*((^[a-z0-9-]{3,63}$)|^(arn:(aws(-[a-z]+)*):redshift-serverless:[a-z]{2}(-gov|(-iso[a-z]?))?-[a-z]+-\\d{1}:\\d{12}:workgroup/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}))",
  },
  Id: id,
  SessionId: id,
  SessionKeepAliveSeconds: { range: [0, 86_400] },
  ClientToken: { length: [1, 64] },
  StatementName: { length: [0, 2048] },
  Sqls: { length: [1, 40] },
  Parameters: { length: [1, Infinity] },
  "SqlParameter.name": { pattern: "[0-9a-zA-Z_]+" },
  "SqlParameter.value": { length: [1, Infinity] },
  WaitTimeSeconds: { range: [0, 30] },
  MaxResults: { range: [0, 1000] },
  "ListStatementsRequest.MaxResults": { range: [0, 100] },
  Table: text,
  TablePattern: text,
  Schema: text,
  SchemaPattern: text,
};
