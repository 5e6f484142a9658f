import assert from "node:assert/strict";
import {
  CreateClusterCommand,
  DeleteClusterCommand,
  DescribeClustersCommand,
  ModifyClusterCommand,
  PauseClusterCommand,
  RedshiftClient,
  ResumeClusterCommand,
} from "@aws-sdk/client-redshift";
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListTablesCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import {
  CreateNamespaceCommand,
  RedshiftServerlessClient,
  UpdateNamespaceCommand,
} from "@aws-sdk/client-redshift-serverless";
import { createCloud, openRole, type Cloud } from "../cloud";

describe("Redshift over the wire", () => {
  let cloud: Cloud;
  let redshift: RedshiftClient;
  let data: RedshiftDataClient;
  let serverless: RedshiftServerlessClient;
  before(async () => {
    cloud = await createCloud();
    const options = {
      endpoint: cloud.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    redshift = new RedshiftClient(options);
    data = new RedshiftDataClient(options);
    serverless = new RedshiftServerlessClient(options);
  });
  after(async () => {
    redshift.destroy();
    data.destroy();
    serverless.destroy();
    await cloud.stop();
  });

  const where = {
    ClusterIdentifier: "transactions",
    Database: "transactions",
    DbUser: "warehouse",
  };

  it("creates a cluster with a managed password and describes it", async () => {
    await redshift.send(
      new CreateClusterCommand({
        ClusterIdentifier: "transactions",
        NodeType: "ra3.large",
        ClusterType: "single-node",
        DBName: "transactions",
        MasterUsername: "warehouse",
        ManageMasterPassword: true,
        VpcSecurityGroupIds: ["sg-1"],
        Tags: [{ Key: "project", Value: "p" }],
      }),
    );
    const { Clusters = [] } = await redshift.send(new DescribeClustersCommand({}));
    const [cluster] = Clusters;
    assert.equal(cluster?.ClusterStatus, "available");
    assert.equal(cluster.DBName, "transactions");
    assert.deepEqual(cluster.Tags, [{ Key: "project", Value: "p" }]);
    assert.equal(cluster.VpcSecurityGroups?.[0]?.VpcSecurityGroupId, "sg-1");
    assert.ok(cluster.ClusterCreateTime instanceof Date);
    assert.match(cluster.MasterPasswordSecretArn ?? "", /^arn:aws:secretsmanager:/);
    const login = { ...where, DbUser: undefined, SecretArn: cluster.MasterPasswordSecretArn };
    const { Status } = await data.send(
      new ExecuteStatementCommand({ ...login, Sql: "SELECT 1", WaitTimeSeconds: 10 }),
    );
    assert.equal(Status, "FINISHED");
  });

  it("spreads a cluster over two zones, and no longer", async () => {
    for (const MultiAZ of [true, false]) {
      const { Cluster } = await redshift.send(
        new ModifyClusterCommand({ ClusterIdentifier: "transactions", MultiAZ }),
      );
      assert.equal(Cluster?.MultiAZ, MultiAZ ? "Enabled" : "Disabled");
      assert.equal(Cluster.VpcSecurityGroups?.length, 1);
    }
  });

  it("shows no administrator's password", async () => {
    const namespaceName = "transactions";
    const password = { namespaceName, adminUserPassword: "Secret123" };
    await serverless.send(new CreateNamespaceCommand({ namespaceName }));
    const { namespace } = await serverless.send(new UpdateNamespaceCommand(password));
    assert.equal(namespace?.status, "AVAILABLE");
    assert.ok(namespace.creationDate instanceof Date);
    assert.ok(!JSON.stringify(namespace).includes("Secret123"));
  });

  it("refuses names that Serverless does not take, in AWS's words", async () => {
    await assert.rejects(serverless.send(new CreateNamespaceCommand({ namespaceName: "N" })), {
      name: "ValidationException",
      message:
        /^2 validation errors detected: Value 'N' at 'namespaceName' .*pattern: \^\[a-z0-9-\]\+\$$/,
    });
  });

  it("runs a batch and pages its typed rows", async () => {
    const { Id } = await data.send(
      new BatchExecuteStatementCommand({
        ...where,
        Sqls: [
          `CREATE TABLE transactions (transaction_id VARCHAR(50), amount DECIMAL(10,2),
             "timestamp" TIMESTAMP) DISTKEY (transaction_id) SORTKEY ("timestamp")`,
          "INSERT INTO transactions VALUES ('txn123', 12000, '2024-12-21T10:00:00.5Z')",
          'SELECT transaction_id, amount, "timestamp", 1::bigint AS n FROM transactions',
        ],
        WaitTimeSeconds: 10,
      }),
    );
    const described = await data.send(new DescribeStatementCommand({ Id }));
    assert.equal(described.Status, "FINISHED");
    assert.ok(described.CreatedAt instanceof Date);
    const query = described.SubStatements?.[2];
    const { Records, ColumnMetadata } = await data.send(
      new GetStatementResultCommand({ Id: query?.Id }),
    );
    assert.deepEqual(Records, [
      [
        { stringValue: "txn123" },
        { stringValue: "12000.00" },
        { stringValue: "2024-12-21 10:00:00.5" },
        { longValue: 1 },
      ],
    ]);
    assert.deepEqual(
      ColumnMetadata?.map(({ typeName, precision, scale }) => [typeName, precision, scale]).slice(
        1,
      ),
      [
        ["numeric", 10, 2],
        ["timestamp", 29, 0],
        ["int8", 19, 0],
      ],
    );
    const { Tables } = await data.send(new ListTablesCommand(where));
    assert.deepEqual(Tables, [{ name: "transactions", schema: "public", type: "TABLE" }]);
  });

  it("refuses statements while the cluster is paused, and keeps its data", async () => {
    const execute = (Sql: string) =>
      data.send(new ExecuteStatementCommand({ ...where, Sql, WaitTimeSeconds: 10 }));
    await redshift.send(new PauseClusterCommand({ ClusterIdentifier: "transactions" }));
    await assert.rejects(execute("SELECT 1"), { name: "ValidationException" });
    await redshift.send(new ResumeClusterCommand({ ClusterIdentifier: "transactions" }));
    const { Status } = await execute("SELECT * FROM transactions");
    assert.equal(Status, "FINISHED");
  });

  it("asks for a final snapshot or for none, and forgets the data with the cluster", async () => {
    const remove = (input: object) =>
      redshift.send(new DeleteClusterCommand({ ClusterIdentifier: "transactions", ...input }));
    await assert.rejects(remove({}), { name: "InvalidParameterCombination" });
    await remove({ SkipFinalClusterSnapshot: true });
    await assert.rejects(remove({ SkipFinalClusterSnapshot: true }), {
      name: "ClusterNotFoundFault",
    });
    await assert.rejects(
      data.send(new ExecuteStatementCommand({ ...where, Sql: "SELECT 1" })),
      /endpoint doesn't exist/,
    );
  });

  it("gives temporary logins of a database, as the caller's policies allow", async () => {
    const { client } = cloud;
    await client.call("redshift", "CreateCluster", {
      ClusterIdentifier: "logins",
      NodeType: "ra3.large",
      MasterUsername: "admin",
      MasterUserPassword: "Password1",
    });
    const input = { ClusterIdentifier: "logins", DbUser: "reader", DbName: "dev" };
    const login = await client.call("redshift", "GetClusterCredentials", input);
    assert.equal(login.DbUser, "IAM:reader");
    assert.ok(login.DbPassword && login.Expiration);
    const roleArn = await openRole(client, "reading", "redshift.amazonaws.com");
    const role = { kind: "role", roleArn, sessionName: "s" } as const;
    const own = await client.call("redshift", "GetClusterCredentialsWithIAM", input, role);
    assert.equal(own.DbUser, "IAMR:reading");
    const none = { RoleName: "reading", PolicyName: "all" };
    await client.call("iam", "DeleteRolePolicy", none);
    await assert.rejects(client.call("redshift", "GetClusterCredentials", input, role), {
      code: "AccessDenied",
    });
    await assert.rejects(
      client.call("redshift", "GetClusterCredentials", { ...input, ClusterIdentifier: "none" }),
      { code: "ClusterNotFound" },
    );
  });

  const passwords: readonly (readonly [password: string, flaw: RegExp])[] = [
    ["Short1", /8 to 64 characters/],
    ["all-lower-1", /upper case letter/],
    ["ALL-UPPER-1", /lower case letter/],
    ["No-digits-here", /decimal digit/],
    ["With a blank 1", /printable ASCII/],
    ["With-slash/1", /must not contain/],
    ["With-quote'1", /must not contain/],
    ["With-at@sign1", /must not contain/],
  ];
  for (const [MasterUserPassword, message] of passwords) {
    it(`refuses the administrator's password ${MasterUserPassword}`, async () => {
      const input = { ClusterIdentifier: "p", NodeType: "ra3.large", MasterUsername: "admin" };
      await assert.rejects(
        redshift.send(new CreateClusterCommand({ ...input, MasterUserPassword })),
        {
          name: "InvalidParameterValue",
          message,
        },
      );
    });
  }

  it("refuses a node type that can no longer be created", async () => {
    await assert.rejects(
      redshift.send(
        new CreateClusterCommand({
          ClusterIdentifier: "old",
          NodeType: "dc2.large",
          MasterUsername: "warehouse",
          MasterUserPassword: "Secret123",
        }),
      ),
      /dc2\.large can not be created/,
    );
  });
});
