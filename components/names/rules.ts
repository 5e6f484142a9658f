/** What AWS asks of the names of one kind of thing. */
export interface NameRule {
  /** The kind as its service calls it. */
  readonly what: string;
  readonly least: number;
  readonly most: number;
  /** What may stand in a name. */
  readonly allowed: RegExp;
  /** The same in words. */
  readonly alphabet: string;
  /** Forms that the service keeps for itself, or refuses for another reason. */
  readonly refused?: readonly { readonly form: RegExp; readonly because: string }[];
  /** Brings a name into the service's alphabet, where that is narrower than other services'. */
  readonly spell?: (name: string) => string;
  /** Names that differ in case alone are one. */
  readonly ignoresCase?: boolean;
  /** Where the rule is from. */
  readonly source: string;
}

const docs = "https://docs.aws.amazon.com";
const lettersDigitsHyphensUnderscores = {
  allowed: /^[A-Za-z0-9_-]*$/,
  alphabet: "letters, digits, hyphens and underscores",
};
const withDots = {
  allowed: /^[A-Za-z0-9_.-]*$/,
  alphabet: "letters, digits, hyphens, underscores and dots",
};
const sql = {
  allowed: /^[a-z0-9_]*$/,
  alphabet: "lower-case letters, digits and underscores",
};
const redshift = {
  allowed: /^[a-z0-9-]*$/,
  alphabet: "lower-case letters, digits and hyphens",
  spell: (name: string) => name.toLowerCase().replace(/_/g, "-"),
};

/** Every kind of name that the components make. */
export const nameRules = {
  stream: {
    ...withDots,
    what: "Kinesis stream",
    least: 1,
    most: 128,
    source: `${docs}/kinesis/latest/APIReference/API_CreateStream.html`,
  },
  fanOutConsumer: {
    ...withDots,
    what: "Kinesis stream consumer",
    least: 1,
    most: 128,
    source: `${docs}/kinesis/latest/APIReference/API_RegisterStreamConsumer.html`,
  },
  deliveryStream: {
    ...withDots,
    what: "Firehose stream",
    least: 1,
    most: 64,
    source: `${docs}/firehose/latest/APIReference/API_CreateDeliveryStream.html`,
  },
  function: {
    ...lettersDigitsHyphensUnderscores,
    what: "Lambda function",
    least: 1,
    most: 64,
    source: `${docs}/lambda/latest/api/API_CreateFunction.html`,
  },
  logGroup: {
    allowed: /^[A-Za-z0-9_/.#-]*$/,
    alphabet: "letters, digits and _ - / . #",
    what: "log group",
    least: 1,
    most: 512,
    refused: [{ form: /^aws\//, because: 'starts with "aws/"' }],
    source: `${docs}/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html`,
  },
  role: {
    allowed: /^[\w+=,.@-]*$/,
    alphabet: "letters, digits and + = , . @ - _",
    what: "IAM role",
    least: 1,
    most: 64,
    ignoresCase: true,
    source: `${docs}/IAM/latest/APIReference/API_CreateRole.html`,
  },
  rolePolicy: {
    allowed: /^[\w+=,.@-]*$/,
    alphabet: "letters, digits and + = , . @ - _",
    what: "policy of an IAM role",
    least: 1,
    most: 128,
    source: `${docs}/IAM/latest/APIReference/API_PutRolePolicy.html`,
  },
  table: {
    ...withDots,
    what: "DynamoDB table",
    least: 3,
    most: 255,
    source: `${docs}/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html`,
  },
  index: {
    ...withDots,
    what: "DynamoDB index",
    least: 3,
    most: 255,
    source: `${docs}/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html`,
  },
  topic: {
    ...lettersDigitsHyphensUnderscores,
    what: "SNS topic",
    least: 1,
    most: 256,
    source: `${docs}/sns/latest/api/API_CreateTopic.html`,
  },
  alarm: {
    // eslint-disable-next-line no-control-regex -- the service refuses control characters alone
    allowed: /^[^\u0000-\u001f\u007f]*$/,
    alphabet: "anything but control characters",
    what: "CloudWatch alarm",
    least: 1,
    most: 255,
    source: `${docs}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html`,
  },
  dashboard: {
    ...lettersDigitsHyphensUnderscores,
    what: "CloudWatch dashboard",
    least: 1,
    most: 255,
    source: `${docs}/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html`,
  },
  budget: {
    allowed: /^[^:\\]*$/,
    alphabet: "anything but colons and backslashes",
    what: "budget",
    least: 1,
    most: 100,
    refused: [{ form: /\/action\//, because: 'has "/action/" in it' }],
    source: `${docs}/aws-cost-management/latest/APIReference/API_budgets_Budget.html`,
  },
  bucket: {
    allowed: /^[a-z0-9.-]*$/,
    alphabet: "lower-case letters, digits, hyphens and dots",
    what: "S3 bucket",
    least: 3,
    most: 63,
    spell: (name) => name.toLowerCase(),
    refused: [
      { form: /^[^a-z0-9]/, because: "does not start with a letter or digit" },
      { form: /\.\./, because: "has two dots in a row" },
      {
        form: /^(xn--|sthree-|amzn-s3-demo-)/,
        because: "starts with xn--, sthree- or amzn-s3-demo-, which S3 keeps for itself",
      },
    ],
    source: `${docs}/AmazonS3/latest/userguide/bucketnamingrules.html`,
  },
  securityGroup: {
    allowed: /^[A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]*$/,
    alphabet: "letters, digits, blanks and . _ - : / ( ) # , @ [ ] + = & ; { } ! $ *",
    what: "security group",
    least: 1,
    most: 255,
    refused: [{ form: /^sg-/, because: 'starts with "sg-", which marks an id' }],
    source: `${docs}/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html`,
  },
  glueDatabase: {
    ...sql,
    what: "Glue database",
    least: 1,
    most: 255,
    spell: (name) => name.toLowerCase().replace(/-/g, "_"),
    refused: [
      {
        form: /^(default|information_schema)$/,
        because: "is one that Glue or Athena has already",
      },
    ],
    source: `${docs}/athena/latest/ug/tables-databases-columns-names.html`,
  },
  glueTable: {
    ...sql,
    what: "Glue table",
    least: 1,
    most: 255,
    source: `${docs}/athena/latest/ug/tables-databases-columns-names.html`,
  },
  athenaWorkgroup: {
    ...withDots,
    what: "Athena workgroup",
    least: 1,
    most: 128,
    ignoresCase: true,
    refused: [{ form: /^primary$/i, because: "is the workgroup that every account has" }],
    source: `${docs}/athena/latest/APIReference/API_CreateWorkGroup.html`,
  },
  namedQuery: {
    allowed: /^[\s\S]*$/,
    alphabet: "anything",
    what: "query saved in Athena",
    least: 1,
    most: 128,
    source: `${docs}/athena/latest/APIReference/API_CreateNamedQuery.html`,
  },
  cluster: {
    ...redshift,
    what: "Redshift cluster",
    least: 1,
    most: 63,
    refused: [
      { form: /^[^a-z]/, because: "does not start with a letter" },
      { form: /--/, because: "has two hyphens in a row" },
      { form: /-$/, because: "ends with a hyphen" },
      { form: /^default$/, because: "is that of a group that every account has" },
    ],
    source: `${docs}/redshift/latest/APIReference/API_CreateCluster.html`,
  },
  serverlessWorkgroup: {
    ...redshift,
    what: "Redshift Serverless workgroup and namespace",
    least: 3,
    most: 64,
    source: `${docs}/redshift-serverless/latest/APIReference/API_CreateWorkgroup.html`,
  },
  scheduledAction: {
    ...redshift,
    what: "Redshift scheduled action",
    least: 3,
    most: 60,
    source: `${docs}/redshift-serverless/latest/APIReference/API_CreateScheduledAction.html`,
  },
  warehouseDatabase: {
    ...sql,
    what: "Redshift database",
    least: 1,
    most: 64,
    refused: [{ form: /^[^a-z]/, because: "does not start with a letter" }],
    source: `${docs}/redshift/latest/dg/r_CREATE_DATABASE.html`,
  },
} satisfies Record<string, NameRule>;

export type NameKind = keyof typeof nameRules;
