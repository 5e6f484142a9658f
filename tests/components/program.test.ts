import assert from "node:assert/strict";
import { registerProgram, type Registration, type Registrations } from "./program";

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

function statementsOf({ inputs }: Registration): Statement[] {
  return (JSON.parse(String(inputs.policy)) as { Statement: Statement[] }).Statement;
}

function namesOf(registered: Registrations, type: string): string[] {
  return registered
    .ofType(type)
    .map(({ inputs }) => String(inputs.name))
    .sort();
}

const streamsOfLabs = [
  "http-requests",
  "EventStream",
  "TransactionStream",
  "stock-market-stream",
  "sensor-stream",
];

/** Types that take no tags. */
const untaggable =
  /rolePolicy|bucket(?!:)\w+:|topicPolicy|topicSubscription|dashboard|logStream|catalogTable|namedQuery|statement|Stack$|streaming:/;

describe("the program", () => {
  describe("in stack dev", () => {
    let registered: Registrations;
    before(async () => {
      registered = await registerProgram();
    });

    it("has the names that the labs fix, as they stand", () => {
      const streams = namesOf(registered, "kinesis/stream:Stream");
      for (const stream of streamsOfLabs) assert.ok(streams.includes(stream), stream);
      const tables = namesOf(registered, "dynamodb/table:Table");
      for (const table of ["HttpRequests", "EventLogs", "StockMarketData"])
        assert.ok(tables.includes(table), table);
      const cluster = registered.one("redshift/cluster:Cluster").inputs;
      assert.equal(cluster.databaseName, "transactions");
      assert.equal(registered.one("glue/catalogTable:CatalogTable").inputs.name, "sensor_data");
    });

    it("has each scenario's consumers", () => {
      const functions = namesOf(registered, "lambda/function:Function");
      for (const consumer of [
        "event-logs-consumer",
        "http-requests-consumer",
        "sensors-realtime",
        "stock-market-consumer",
        "transactions-alert",
        "transactions-store",
      ])
        assert.ok(functions.includes(consumer), consumer);
    });

    it("tags whatever can be tagged with project, stack, scenario and expiry", () => {
      const tagged = registered.all.filter(({ type }) => !untaggable.test(type));
      assert.ok(tagged.length > 60, `${tagged.length} resources`);
      for (const { type, name, inputs } of tagged) {
        const tags = (inputs.tags ?? {}) as Record<string, string>;
        const where = `${type} ${name}`;
        assert.equal(tags.project, "aws-streaming-pipelines", where);
        assert.equal(tags.stack, "dev", where);
        assert.match(tags.scenario ?? "", /^[a-z-]+$/, where);
        assert.ok(Date.parse(tags.expires ?? "") > Date.now(), where);
      }
    });

    it("hangs every resource under a component, and only the pipelines under the stack", () => {
      for (const { type, name, parent } of registered.all) {
        if (type === "pulumi:pulumi:Stack") continue;
        const top = /:(StreamPipeline|Foundation|StreamDashboard)$/.test(type);
        assert.equal(parent === undefined, top, `${type} ${name} under ${String(parent)}`);
      }
    });

    it("grants no action and no resource by wildcard but where the service has no narrower", () => {
      const policies = registered.ofType("iam/rolePolicy:RolePolicy");
      assert.ok(policies.length >= 7);
      for (const statement of policies.flatMap(statementsOf)) {
        const actions = [statement.Action].flat();
        for (const action of actions) assert.match(action, /^[a-z0-9-]+:[A-Za-z]+$/);
        for (const resource of [statement.Resource].flat())
          if (!resource.startsWith("arn:"))
            assert.deepEqual([resource, actions], ["*", ["redshift-data:DescribeStatement"]]);
      }
      assert.deepEqual(registered.ofType("RolePolicyAttachment"), []);
    });

    it("lets a consumer write to its own sinks only", () => {
      const policy = registered.one("rolePolicy:RolePolicy", "http-requests-consumer");
      const writes = statementsOf(policy).filter(({ Action }) =>
        [Action].flat().some((action) => /Put|Write|Publish/.test(action)),
      );
      assert.deepEqual(
        writes.map(({ Action, Resource }) => [Action, Resource]),
        [
          [
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            ["arn:aws:cloudwatch:us-east-1:123456789012:loggroup/http-requests-consumer:*"],
          ],
          [
            ["s3:PutObject"],
            [
              "arn:aws:s3:us-east-1:123456789012:bucket/foundation-failures/quarantine/http-requests/consumer/*",
              "arn:aws:s3:us-east-1:123456789012:bucket/foundation-failures/aws/lambda/*",
            ],
          ],
          [
            ["dynamodb:BatchWriteItem"],
            ["arn:aws:dynamodb:us-east-1:123456789012:table/http-requests-HttpRequests"],
          ],
        ],
      );
    });

    it("keeps every bucket private, encrypted, TLS only and within a lifecycle", () => {
      const buckets = registered.ofType("s3/bucket:Bucket").map(({ name }) => name);
      assert.deepEqual(buckets.sort(), [
        "foundation-failures",
        "sensors-lake",
        "sensors-lake-results",
        "stock-market-files",
      ]);
      for (const bucket of buckets) {
        const access = registered.one("BucketPublicAccessBlock", bucket).inputs;
        assert.equal(access.blockPublicPolicy && access.restrictPublicBuckets, true);
        registered.one("BucketServerSideEncryptionConfiguration", bucket);
        registered.one("BucketLifecycleConfiguration", bucket);
        const policy = String(registered.one("bucketPolicy:BucketPolicy", bucket).inputs.policy);
        assert.match(policy, /"Effect":"Deny".*"aws:SecureTransport":"false"/);
      }
    });

    it("leaves nothing behind when it is destroyed", () => {
      for (const { inputs } of registered.ofType("s3/bucket:Bucket"))
        assert.equal(inputs.forceDestroy, true);
      assert.equal(registered.one("redshift/cluster:Cluster").inputs.skipFinalSnapshot, true);
      assert.equal(registered.one("athena/workgroup:Workgroup").inputs.forceDestroy, true);
      assert.deepEqual(
        registered.all.filter(({ protect }) => protect),
        [],
      );
    });

    it("shows every pipeline on the dashboard, a row each", () => {
      const body = JSON.parse(
        String(registered.one("cloudwatch/dashboard:Dashboard").inputs.dashboardBody),
      ) as {
        widgets: { y: number; properties: { title: string; metrics: string[][] } }[];
      };
      const incoming = body.widgets.filter(({ properties }) => /incoming/.test(properties.title));
      assert.deepEqual(
        incoming.map(({ y }) => y),
        incoming.map((_, row) => row * 6),
      );
      const shown = incoming.map(({ properties }) => properties.metrics[0]?.at(-1));
      assert.deepEqual([...shown].sort(), namesOf(registered, "kinesis/stream:Stream"));
      for (const { y } of incoming)
        assert.equal(body.widgets.filter((widget) => widget.y === y).length, 5);
    });
  });

  it("adds the stack's name in any other stack", async () => {
    const registered = await registerProgram({ stack: "test" });
    const named = registered.all.filter(({ inputs }) => typeof inputs.name === "string");
    const plain = named
      .filter(({ inputs }) => !/[-_]test$/.test(String(inputs.name)))
      .map(({ inputs }) => inputs.name)
      .sort();
    // A log stream, a table and queries lie in parents that bear the stack's name.
    assert.deepEqual(plain, [
      "average-temperature",
      "delivery",
      "high-temperatures",
      "latest-readings",
      "sensor_data",
    ]);
    assert.equal(
      registered.one("redshift/cluster:Cluster").inputs.clusterIdentifier,
      "transactions-test",
    );
  });

  it("protects what holds data in a durable stack", async () => {
    const registered = await registerProgram({ stack: "prod", config: { durability: "durable" } });
    const holders = /s3\/bucket:Bucket|dynamodb\/table|redshift\/cluster|kinesis\/stream:Stream/;
    for (const { type, name, protect } of registered.all)
      assert.equal(protect, holders.test(type), `${type} ${name}`);
    for (const { inputs } of registered.ofType("dynamodb/table:Table"))
      assert.deepEqual(
        [inputs.pointInTimeRecovery, inputs.deletionProtectionEnabled],
        [{ enabled: true }, true],
      );
    const cluster = registered.one("redshift/cluster:Cluster").inputs;
    assert.equal(cluster.finalSnapshotIdentifier, "transactions-prod-final");
    for (const { inputs, name } of registered.ofType("s3/bucket:Bucket"))
      assert.equal(inputs.forceDestroy, false, name);
    const tags = registered.one("kinesis/stream:Stream", "sensors").inputs.tags as object;
    assert.ok(!("expires" in tags));
  });

  it("runs the scenarios that the stack names", async () => {
    const registered = await registerProgram({ config: { scenarios: '["event-logs"]' } });
    assert.deepEqual(namesOf(registered, "kinesis/stream:Stream"), ["EventStream"]);
    assert.deepEqual(registered.ofType("redshift/cluster:Cluster"), []);
  });

  for (const [value, problem] of [
    ["http-requests", /must be a JSON array.* config set --path 'scenarios\[0\]' \S+$/],
    ['["http"]', /names http; there are .*http-requests, event-logs/],
  ] as const)
    it(`refuses ${value} for scenarios, before anything is registered`, async () => {
      await assert.rejects(registerProgram({ config: { scenarios: value } }), problem);
    });
});
