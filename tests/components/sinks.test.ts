import assert from "node:assert/strict";
import type { StreamPipelineArgs } from "../../components/pipeline";
import { toAlerts, toCrossings, toObjects, toTable, toWarehouse } from "../../components/sinks";
import type { ObjectSinkArgs } from "../../components/sinks/objects";
import type { SinkDefinition } from "../../components/sinks/sink";
import type { TableSinkArgs } from "../../components/sinks/table";
import type { WarehouseSinkArgs } from "../../components/sinks/warehouse";
import { orders, ordersTable, type Order } from "./orders";
import { register, type ProgramOptions, type Registrations } from "./program";

async function sinkOf(sink: SinkDefinition<Order>, program: ProgramOptions = {}) {
  return register((foundation) => orders(foundation, { sinks: [sink] }), program);
}

async function pipelineOf(args: Partial<StreamPipelineArgs<Order>>, program: ProgramOptions = {}) {
  return register((foundation) => orders(foundation, args), program);
}

function policyOf(registered: Registrations): string {
  return String(registered.one("rolePolicy:RolePolicy", "orders-consumer").inputs.policy);
}

function variablesOf(registered: Registrations): Record<string, string> {
  const { environment } = registered.one("lambda/function:Function").inputs;
  return (environment as { variables: Record<string, string> }).variables;
}

const table = (args: Partial<TableSinkArgs<Order>>): SinkDefinition<Order> =>
  toTable<Order>({ table: "Orders", partitionKey: "id", toRow: (order) => order, ...args });

const files = (args: Partial<ObjectSinkArgs<Order>> = {}): SinkDefinition<Order> =>
  toObjects<Order>({
    name: "files",
    prefixes: ["raw/"],
    toFiles: ({ id }) => [{ key: `raw/${id}`, value: id }],
    ...args,
  });

const warehouse = (args: Partial<WarehouseSinkArgs<Order>> = {}): SinkDefinition<Order> =>
  toWarehouse<Order>({
    database: "shop",
    table: "orders",
    columns: { id: { type: "varchar(20)" }, placed: { type: "timestamp" } },
    mergeOn: "id",
    sortKey: "placed",
    toRow: (order) => order,
    ...args,
  });

describe("toTable", function () {
  it("makes an encrypted table on demand with its keys, index and expiry", async () => {
    const indexes = [{ name: "byDay", partitionKey: "day", sortKey: "at" }];
    const registered = await sinkOf(table({ sortKey: "at", indexes, ttl: "expires" }));
    const { inputs } = registered.one("dynamodb/table:Table");
    assert.deepEqual(
      { ...inputs, tags: undefined },
      {
        name: "Orders",
        billingMode: "PAY_PER_REQUEST",
        hashKey: "id",
        rangeKey: "at",
        attributes: ["id", "at", "day"].map((name) => ({ name, type: "S" })),
        globalSecondaryIndexes: [
          {
            name: "byDay",
            keySchemas: [
              { attributeName: "day", keyType: "HASH" },
              { attributeName: "at", keyType: "RANGE" },
            ],
            projectionType: "ALL",
          },
        ],
        ttl: { attributeName: "expires", enabled: true },
        serverSideEncryption: { enabled: true },
        pointInTimeRecovery: { enabled: false },
        deletionProtectionEnabled: false,
        tags: undefined,
      },
    );
  });

  it("permits single puts, and no batches, when the latest row is kept", async () => {
    const policy = policyOf(await sinkOf(table({ keepLatestBy: "at" })));
    assert.match(policy, /"dynamodb:GetItem","dynamodb:PutItem"/);
    assert.doesNotMatch(policy, /BatchWriteItem/);
  });

  it("refuses two indexes of one name", async () => {
    const index = { name: "byDay", partitionKey: "day" };
    await assert.rejects(
      sinkOf(table({ indexes: [index, index] })),
      /the DynamoDB index "byDay" already/,
    );
  });
});

describe("toObjects", function () {
  it("permits writing under its prefixes only, and expires them as told", async () => {
    const registered = await sinkOf(files({ prefixes: ["raw/", "done/"], expireDays: 90 }));
    const bucket = "arn:aws:s3:us-east-1:123456789012:bucket/orders-files";
    assert.ok(policyOf(registered).includes(`["${bucket}/raw/*","${bucket}/done/*"]`));
    const { rules } = registered.one("BucketLifecycleConfiguration", "orders-files").inputs;
    const [raw] = rules as Record<string, unknown>[];
    assert.deepEqual(raw, {
      id: "raw",
      status: "Enabled",
      filter: { prefix: "raw/" },
      transitions: [{ days: 30, storageClass: "STANDARD_IA" }],
      expiration: { days: 90 },
    });
    assert.equal(variablesOf(registered).SINK_FILES_BUCKET_NAME, "orders-files-bucket");
  });

  it("refuses prefixes that are no folders", () => {
    assert.throws(() => files({ prefixes: ["raw"] }), /files: the prefix "raw" .* slash/);
    assert.throws(() => files({ prefixes: ["/raw/"] }), /no folder/);
    assert.throws(() => files({ prefixes: [] }), /has no prefixes; give at least one/);
  });
});

describe("toWarehouse", function () {
  it("is one private, encrypted node whose password Redshift keeps", async () => {
    const registered = await sinkOf(warehouse(), { stack: "Test_1" });
    const { inputs } = registered.one("redshift/cluster:Cluster");
    assert.deepEqual(
      { ...inputs, tags: undefined },
      {
        clusterIdentifier: "shop-test-1",
        nodeType: "ra3.large",
        clusterType: "single-node",
        databaseName: "shop",
        masterUsername: "warehouse",
        manageMasterPassword: true,
        encrypted: "true",
        enhancedVpcRouting: false,
        publiclyAccessible: false,
        clusterSubnetGroupName: "shop-test-1",
        clusterParameterGroupName: "shop-test-1",
        vpcSecurityGroupIds: ["orders-orders"],
        automatedSnapshotRetentionPeriod: 1,
        skipFinalSnapshot: true,
        tags: undefined,
      },
    );
    const vpc = registered.one("awsx:ec2:Vpc").inputs;
    assert.deepEqual(vpc.natGateways, { strategy: "None" });
    const group = registered.one("ec2/securityGroup:SecurityGroup").inputs;
    assert.deepEqual([group.ingress, group.egress], [[], []]);
    assert.deepEqual(registered.one("redshift/parameterGroup:ParameterGroup").inputs.parameters, [
      { name: "require_ssl", value: "true" },
    ]);
  });

  it("creates the table at deploy, spread by the merge column and sorted", async () => {
    const { inputs } = (await sinkOf(warehouse())).one("redshiftdata/statement:Statement");
    assert.equal(
      inputs.sql,
      'CREATE TABLE IF NOT EXISTS "orders" ("id" VARCHAR(20) NOT NULL, "placed" TIMESTAMP) ' +
        'DISTSTYLE KEY DISTKEY ("id") SORTKEY ("placed")',
    );
    assert.equal(inputs.clusterIdentifier, "shop");
  });

  it("is a serverless workgroup when the stack says so", async () => {
    const registered = await sinkOf(warehouse(), { config: { warehouse: "serverless" } });
    const { inputs } = registered.one("redshiftserverless/workgroup:Workgroup");
    assert.equal(inputs.baseCapacity, 4);
    assert.equal(inputs.maxCapacity, 8);
    assert.equal(inputs.publiclyAccessible, false);
    assert.deepEqual(registered.ofType("redshift/cluster:Cluster"), []);
    const variables = variablesOf(registered);
    assert.equal(variables.SINK_ORDERS_WORKGROUP, "shop");
    assert.equal(variables.SINK_ORDERS_CLUSTER_ID, undefined);
    const statement = registered.one("redshiftdata/statement:Statement").inputs;
    assert.equal(statement.workgroupName, "shop");
  });

  it("sleeps and wakes on a schedule with a role for just that", async () => {
    const registered = await sinkOf(warehouse(), {
      config: {
        warehousePause: "cron(0 20 ? * MON-FRI *)",
        warehouseResume: "cron(0 7 ? * MON-FRI *)",
      },
    });
    const pause = registered.one("ScheduledAction", "orders-orders-pause").inputs;
    assert.equal(pause.schedule, "cron(0 20 ? * MON-FRI *)");
    assert.deepEqual(pause.targetAction, { pauseCluster: { clusterIdentifier: "shop" } });
    const policy = registered.one("rolePolicy:RolePolicy", "orders-orders-schedule").inputs.policy;
    assert.match(
      String(policy),
      /"Action":\["redshift:PauseCluster","redshift:ResumeCluster"\],"Resource":"arn:aws:redshift:us-east-1:123456789012:cluster:shop"/,
    );
  });

  it("refuses columns that are none, and types that cannot be written", () => {
    assert.throws(() => warehouse({ mergeOn: "key" }), /mergeOn is "key", which is no column/);
    assert.throws(() => warehouse({ sortKey: "day" }), /name one of id, placed/);
    assert.throws(() => warehouse({ columns: { "a b": { type: "int" } } }), /"a b" is no name/);
    assert.throws(
      () => warehouse({ columns: { id: { type: "super" }, placed: { type: "timestamp" } } }),
      /type super is not supported/,
    );
  });
});

describe("toAlerts", function () {
  const alerts = toAlerts<Order>({
    topic: "order-alerts",
    type: "odd",
    toAlert: ({ id }) => ({ id, subject: "Odd", message: { id } }),
  });

  it("is an encrypted topic with a ledger that forgets", async () => {
    const registered = await sinkOf(alerts, { stack: "test" });
    const topic = registered.one("sns/topic:Topic", "orders-order-alerts").inputs;
    assert.equal(topic.name, "order-alerts-test");
    assert.equal(topic.kmsMasterKeyId, "alias/aws/sns");
    const ledger = registered.one("dynamodb/table:Table").inputs;
    assert.equal(ledger.hashKey, "id");
    assert.deepEqual(ledger.ttl, { attributeName: "expires", enabled: true });
    assert.match(
      policyOf(registered),
      /\["sns:Publish"\],"Resource":\["arn:aws:sns:us-east-1:123456789012:topic\/orders-order-alerts"\]/,
    );
  });

  it("mails to the address that the stack names", async () => {
    const registered = await sinkOf(alerts, { config: { alertEmail: "ops@example.org" } });
    const { inputs } = registered.one("TopicSubscription");
    assert.deepEqual([inputs.protocol, inputs.endpoint], ["email", "ops@example.org"]);
    assert.deepEqual((await sinkOf(alerts)).ofType("TopicSubscription"), []);
  });
});

describe("toCrossings", function () {
  const crossings = (more: object = {}) =>
    toCrossings<Order>({
      table: "Latest",
      partitionKey: "key",
      topic: "crossings",
      type: "high",
      threshold: 30,
      toReading: ({ id }) => ({
        key: id,
        value: 1,
        timestamp: "2026-01-01T00:00:00Z",
        row: { id },
        alert: { id, subject: "High", message: { id } },
      }),
      ...more,
    });

  it("has a table of latest readings beside its topic and ledger", async () => {
    const registered = await sinkOf(crossings());
    assert.deepEqual(variablesOf(registered), {
      ...variablesOf(registered),
      SINK_LATEST_TABLE_NAME: "Latest",
      SINK_LATEST_LEDGER_TABLE: "crossings-ledger",
      SINK_LATEST_TOPIC_ARN: "arn:aws:sns:us-east-1:123456789012:topic/orders-crossings",
    });
    assert.match(
      policyOf(registered),
      /"dynamodb:BatchGetItem","dynamodb:PutItem","dynamodb:UpdateItem"/,
    );
  });

  it("alarms on what comes late, as a table does that keeps the latest row, and no other", async () => {
    const late = async (sink: SinkDefinition<Order>) =>
      (await sinkOf(sink))
        .ofType("MetricAlarm")
        .map(({ inputs }) => inputs)
        .filter(({ metricName }) => metricName === "Late");
    const [alarm] = await late(crossings());
    assert.deepEqual(
      [alarm?.["namespace"], alarm?.["dimensions"], alarm?.["threshold"]],
      ["StreamPipelines", { pipeline: "orders", consumer: "consumer" }, 0],
    );
    assert.equal((await late(table({ keepLatestBy: "at" }))).length, 1);
    assert.deepEqual(await late(table({})), []);
  });

  it("tells its writer of the future that it takes and of late alerts", () => {
    const { options } = crossings({ maxFutureSeconds: 60, lateAlerts: true }).writer("orders");
    assert.deepEqual(options, {
      partitionKey: "key",
      threshold: 30,
      scenario: "orders",
      type: "high",
      maxFutureSeconds: 60,
      lateAlerts: true,
    });
  });

  it("refuses a future that is no number of seconds", () => {
    for (const maxFutureSeconds of [-1, 0.5, NaN, 365 * 24 * 3600 + 1]) {
      const words = /Latest: maxFutureSeconds is .*; give a whole number from 0 to 31536000/;
      assert.throws(() => crossings({ maxFutureSeconds }), words);
    }
    assert.throws(() => table({ keepLatestBy: "at", maxFutureSeconds: -1 }), /maxFutureSeconds/);
  });
});

describe("StreamPipeline", function () {
  it("gives several consumers a function, role and mapping each", async () => {
    const registered = await pipelineOf({
      consumers: { store: { sinks: [ordersTable()] }, copy: { sinks: [files()] } },
    });
    for (const type of ["lambda/function:Function", "iam/role:Role", "EventSourceMapping"])
      assert.deepEqual(
        registered
          .ofType(type)
          .map(({ name }) => name)
          .sort(),
        ["orders-copy", "orders-store"],
      );
    assert.doesNotMatch(
      String(registered.one("rolePolicy:RolePolicy", "orders-copy").inputs.policy),
      /dynamodb/,
    );
  });

  it("refuses one sink name in two consumers", async () => {
    const consumers = { a: { sinks: [ordersTable()] }, b: { sinks: [ordersTable()] } };
    await assert.rejects(pipelineOf({ consumers }), /orders: two sinks have the name Orders/);
  });
});
