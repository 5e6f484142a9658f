import { flag, isSet, objects, text } from "../rule/properties";
import { resourceRule } from "../rule/rule";

export const streamEncryption = resourceRule({
  name: "stream-encryption",
  theme: "security",
  description: "Kinesis streams must be encrypted at rest.",
  controls: ["Kinesis.1"],
  types: ["aws:kinesis/stream:Stream"],
  check: ({ props }) =>
    text(props, "encryptionType") === "KMS" && isSet(props, "kmsKeyId")
      ? undefined
      : 'The stream must be encrypted: set encryptionType to "KMS" and kmsKeyId, for example to ' +
        '"alias/aws/kinesis".',
  remediate: ({ props }) => ({
    encryptionType: "KMS",
    ...(!isSet(props, "kmsKeyId") && { kmsKeyId: "alias/aws/kinesis" }),
  }),
});

export const topicEncryption = resourceRule({
  name: "topic-encryption",
  theme: "security",
  description: "SNS topics must be encrypted at rest.",
  controls: ["SNS.1"],
  types: ["aws:sns/topic:Topic"],
  check: ({ props }) =>
    isSet(props, "kmsMasterKeyId")
      ? undefined
      : "The topic must be encrypted: set kmsMasterKeyId to a key. CloudWatch's alarms can publish " +
        "only to topics whose key lets them, which alias/aws/sns does not.",
});

export const warehouseEncryption = resourceRule({
  name: "redshift-encryption",
  theme: "security",
  description: "Redshift clusters must be encrypted at rest.",
  controls: ["Redshift.10"],
  types: ["aws:redshift/cluster:Cluster"],
  check: ({ props }) =>
    flag(props, "encrypted") === true
      ? undefined
      : "The cluster must be encrypted: set encrypted to true.",
});

export const tableEncryption = resourceRule({
  name: "table-encryption",
  theme: "security",
  description: "DynamoDB tables must be encrypted with a KMS key that the account can audit.",
  types: ["aws:dynamodb/table:Table"],
  check: ({ props }) =>
    flag(props, "serverSideEncryption", "enabled") === true
      ? undefined
      : "The table must be encrypted with a KMS key: set serverSideEncryption to " +
        "{ enabled: true }.",
  remediate: () => ({ serverSideEncryption: { enabled: true } }),
});

export const athenaEncryption = resourceRule({
  name: "athena-result-encryption",
  theme: "security",
  description: "Athena workgroups must encrypt their results.",
  types: ["aws:athena/workgroup:Workgroup"],
  check: ({ props }) =>
    objects(props, "configuration", "resultConfiguration", "encryptionConfiguration").length > 0
      ? undefined
      : "The workgroup must encrypt its results: set configuration.resultConfiguration." +
        'encryptionConfiguration, for example to { encryptionOption: "SSE_S3" }.',
});
