import assert from "node:assert/strict";
import { createCloud } from "../../local/cloud";
import type { Cloud } from "../../local/cloud";
import { checkInputs, withDefaults } from "../../local/resources/check";
import type { Properties, ResourceKind } from "../../local/resources/kind";
import { redshiftKinds } from "../../local/resources/redshift";

function kindOf(type: string): ResourceKind {
  const found = redshiftKinds.find((kind) => kind.type === type);
  if (!found) throw new Error(type);
  return found;
}

const cluster = kindOf("aws:redshift/cluster:Cluster");
const statement = kindOf("aws:redshiftdata/statement:Statement");

describe("Redshift's resource kinds", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await createCloud();
  });
  after(() => cloud.stop());

  const create = async (kind: ResourceKind, inputs: Properties) => {
    assert.deepEqual(checkInputs(kind, inputs), []);
    return kind.create(withDefaults(kind, "name", inputs), cloud.client);
  };
  const clusterInputs = {
    clusterIdentifier: "transactions",
    nodeType: "ra3.large",
    clusterType: "single-node",
    databaseName: "transactions",
    masterUsername: "warehouse",
    manageMasterPassword: true,
    encrypted: "true",
    vpcSecurityGroupIds: ["sg-1"],
    skipFinalSnapshot: true,
    tags: { project: "p" },
  };

  it("creates a cluster whose outputs keep the inputs as written, and reads it back alike", async () => {
    const { id, outputs } = await create(cluster, clusterInputs);
    for (const [name, value] of Object.entries(clusterInputs)) {
      assert.deepEqual(outputs[name], value, name);
    }
    assert.match(String(outputs["masterPasswordSecretArn"]), /^arn:aws:secretsmanager:/);
    assert.match(String(outputs["endpoint"]), /:5439$/);
    assert.deepEqual((await cluster.read(id, outputs, cloud.client))?.outputs, outputs);
  });

  it("runs a statement at creation, and fails with its error", async () => {
    const login = { clusterIdentifier: "transactions", dbUser: "warehouse" };
    const where = { ...login, database: "transactions" };
    await create(statement, { ...where, sql: "CREATE TABLE t (n INT)" });
    await create(statement, { ...where, sql: "INSERT INTO t VALUES (1)" });
    await assert.rejects(
      create(statement, { ...where, sql: "INSERT INTO nope VALUES (1)" }),
      /relation "nope" does not exist/,
    );
  });

  it("shows drift, changes in place, and deletes what is gone already", async () => {
    const read = async (state: Properties) => cluster.read("transactions", state, cloud.client);
    const state = (await read(clusterInputs))?.outputs ?? {};
    await cloud.client.call("redshift", "ModifyCluster", {
      ClusterIdentifier: "transactions",
      PubliclyAccessible: true,
    });
    assert.equal((await read(state))?.outputs["publiclyAccessible"], true);
    const inputs = withDefaults(cluster, "name", { ...clusterInputs, tags: { other: "o" } });
    const updated = await cluster.update?.("transactions", state, inputs, cloud.client);
    assert.equal(updated?.["publiclyAccessible"], false);
    assert.deepEqual(updated["tagsAll"], { other: "o" });
    await cluster.delete("transactions", state, cloud.client);
    await cluster.delete("transactions", state, cloud.client);
    assert.equal(await read(state), undefined);
  });

  it("refuses dc2 before anything is made", () => {
    const inputs = { ...clusterInputs, nodeType: "dc2.large" };
    assert.deepEqual(
      checkInputs(cluster, inputs).map(({ property }) => property),
      ["nodeType"],
    );
  });

  const others: readonly (readonly [string, Properties, Properties])[] = [
    [
      "aws:redshift/subnetGroup:SubnetGroup",
      { name: "subnets", subnetIds: ["subnet-b", "subnet-a"], tags: { a: "1" } },
      { subnetIds: ["subnet-c"] },
    ],
    [
      "aws:redshift/parameterGroup:ParameterGroup",
      {
        name: "parameters",
        family: "redshift-1.0",
        parameters: [{ name: "require_ssl", value: "true" }],
      },
      { parameters: [{ name: "enable_user_activity_logging", value: "true" }] },
    ],
    [
      "aws:redshift/scheduledAction:ScheduledAction",
      {
        name: "pause",
        iamRole: "arn:aws:iam::000000000000:role/r",
        schedule: "cron(0 20 * * ? *)",
        targetAction: { pauseCluster: { clusterIdentifier: "transactions" } },
      },
      { schedule: "cron(0 21 * * ? *)" },
    ],
    [
      "aws:redshiftserverless/namespace:Namespace",
      {
        namespaceName: "warehouse",
        dbName: "transactions",
        manageAdminPassword: true,
        tags: { a: "1" },
      },
      { tags: { b: "2" } },
    ],
    [
      "aws:redshiftserverless/workgroup:Workgroup",
      {
        workgroupName: "warehouse",
        namespaceName: "warehouse",
        baseCapacity: 4,
        configParameters: [{ parameterKey: "require_ssl", parameterValue: "true" }],
      },
      { baseCapacity: 8 },
    ],
  ];
  for (const [type, inputs, change] of others) {
    it(`creates, reads and updates ${type} without drift`, async () => {
      const kind = kindOf(type);
      const { id, outputs } = await create(kind, inputs);
      for (const [name, value] of Object.entries(inputs)) assert.deepEqual(outputs[name], value);
      assert.deepEqual((await kind.read(id, outputs, cloud.client))?.outputs, outputs);
      const changed = withDefaults(kind, "name", { ...inputs, ...change });
      const updated = (await kind.update?.(id, outputs, changed, cloud.client)) ?? {};
      for (const [name, value] of Object.entries(change)) assert.deepEqual(updated[name], value);
      assert.deepEqual((await kind.read(id, updated, cloud.client))?.outputs, updated);
    });
  }

  it("runs statements in a Serverless workgroup, and deletes everything", async () => {
    const inputs = {
      workgroupName: "warehouse",
      database: "transactions",
      sql: "CREATE TABLE t (n INT)",
    };
    await create(statement, inputs);
    for (const [type, { name, namespaceName, workgroupName }] of [...others].reverse()) {
      const kind = kindOf(type);
      const id = String(workgroupName ?? namespaceName ?? name);
      await kind.delete(id, {}, cloud.client);
      await kind.delete(id, {}, cloud.client);
      assert.equal(await kind.read(id, {}, cloud.client), undefined);
    }
  });
});
