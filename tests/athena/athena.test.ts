import assert from "node:assert/strict";
import { AwsError } from "../../local/gateway/service";
import { columns, newLake } from "../firehose/lake";
import { ask, deliver, jsonSerde, projectedByDay, readings } from "./queries";
import type { Lake } from "./queries";

const latest = "SELECT * FROM sensor_data ORDER BY timestamp DESC LIMIT 10;";
const averages =
  "SELECT sensor_id, AVG(temperature) as avg_temp FROM sensor_data GROUP BY sensor_id ORDER BY 1";
const hot = `SELECT sensor_id, temperature, timestamp FROM sensor_data
  WHERE temperature > 30.0 ORDER BY timestamp DESC;`;

for (const format of ["parquet", "json"] as const) {
  describe(`Athena over ${format} that Firehose delivered`, () => {
    const events = readings(1200);
    let lake: Lake;
    before(async () => {
      lake = await newLake();
      const StorageDescriptor = format === "json" ? { StorageDescriptor: jsonSerde } : {};
      await lake.createTable(columns, { ...projectedByDay, ...StorageDescriptor });
      await deliver(lake, format, events);
    });
    after(() => lake.stop());

    const athenaTime = (iso: string) => iso.replace("T", " ").replace("Z", ".000");

    it("gives the last readings", async () => {
      const { header, rows } = await ask(lake, latest);
      assert.deepEqual(header, [
        "sensor_id",
        "temperature",
        "humidity",
        "timestamp",
        "location",
        "day",
      ]);
      assert.deepEqual(
        rows.map((row) => row[3]),
        events
          .slice(-10)
          .reverse()
          .map(({ timestamp }) => athenaTime(timestamp)),
      );
    });

    it("gives each sensor's average temperature", async () => {
      const { rows, types } = await ask(lake, averages);
      assert.deepEqual(types, ["varchar", "double"]);
      for (const [sensor, average] of rows) {
        const own = events.filter(({ sensor_id }) => sensor_id === sensor);
        const expected = own.reduce((sum, { temperature }) => sum + temperature, 0) / own.length;
        assert.ok(Math.abs(Number(average) - expected) < 1e-9);
      }
      assert.equal(rows.length, 3);
    });

    it("gives the readings above 30 °C", async () => {
      const { rows } = await ask(lake, hot);
      const expected = events.filter(({ temperature }) => temperature > 30).reverse();
      assert.deepEqual(
        rows,
        expected.map(({ sensor_id, temperature, timestamp }) => [
          sensor_id,
          Number.isInteger(temperature) ? `${temperature}.0` : String(temperature),
          athenaTime(timestamp),
        ]),
      );
    });

    it("writes the result as CSV where it says", async () => {
      const { output } = await ask(lake, "SELECT 'a\"b' AS text, NULL AS nothing");
      const key = output.replace("s3://lake/", "");
      assert.equal((await lake.objects()).get(key)?.toString(), '"text","nothing"\n"a""b",\n');
    });

    it("counts the bytes of the files that it reads", async () => {
      const whole = await ask(lake, "SELECT * FROM sensor_data");
      const one = await ask(lake, "SELECT avg(temperature) FROM sensor_data");
      const none = await ask(lake, "SELECT count(*) FROM sensor_data WHERE day < '2020-01-01'");
      const bytes = [...(await lake.objects())]
        .filter(([key]) => key.startsWith("sensor_data/"))
        .reduce((sum, [, body]) => sum + body.length, 0);
      assert.equal(none.scannedBytes, 0);
      assert.deepEqual(none.rows, [["0"]]);
      if (format === "json") {
        assert.equal(whole.scannedBytes, bytes);
        assert.equal(one.scannedBytes, bytes);
      } else {
        assert.ok(one.scannedBytes > 0 && one.scannedBytes * 3 < whole.scannedBytes);
        assert.ok(whole.scannedBytes < bytes);
      }
    });
  });
}

describe("Athena", () => {
  let lake: Lake;
  before(async () => {
    lake = await newLake();
    await lake.createTable();
    const put = (Key: string, lines: readonly object[]) =>
      lake.cloud.call("s3", "PutObject", {
        Bucket: "lake",
        Key,
        Body: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
      });
    const table = (Name: string, more: object) =>
      lake.cloud.call("glue", "CreateTable", {
        DatabaseName: "lake",
        TableInput: { Name, ...more },
      });
    const numbers = { ...jsonSerde, Columns: [{ Name: "n", Type: "int" }] };
    const located = (Location: string) => ({ StorageDescriptor: { ...numbers, Location } });
    await put("regions/eu/7/a.json", [{ n: 1 }]);
    await put("regions/us/7/a.json", [{ n: 2 }]);
    await put("regions/xx/7/a.json", [{ n: 3 }]);
    await put("regions/us/99/a.json", [{ n: 4 }]);
    await table("regions", {
      ...located("s3://lake/regions/"),
      PartitionKeys: [
        { Name: "region", Type: "string" },
        { Name: "shift", Type: "int" },
      ],
      Parameters: {
        "projection.enabled": "true",
        "projection.region.type": "enum",
        "projection.region.values": "eu,us",
        "projection.shift.type": "integer",
        "projection.shift.range": "1,24",
        "storage.location.template": "s3://lake/regions/${region}/${shift}/",
      },
    });
    await put("hours/2024/01/15/10/a.json", [{ n: 1 }]);
    await put("hours/2024/01/15/11/a.json", [{ n: 2 }]);
    await put("hours/2023/01/15/11/a.json", [{ n: 3 }]);
    await table("hours", {
      ...located("s3://lake/hours/"),
      PartitionKeys: [{ Name: "hour", Type: "string" }],
      Parameters: {
        "projection.enabled": "true",
        "projection.hour.type": "date",
        "projection.hour.format": "yyyy/MM/dd/HH",
        "projection.hour.range": "2024/01/01/00,NOW",
        "storage.location.template": "s3://lake/hours/${hour}/",
      },
    });
    await put("registered/here/a.json", [{ n: 1 }]);
    await put("registered/elsewhere/a.json", [{ n: 2 }]);
    await table("registered", {
      ...located("s3://lake/registered/"),
      PartitionKeys: [{ Name: "place", Type: "string" }],
    });
    await lake.cloud.call("glue", "CreatePartition", {
      DatabaseName: "lake",
      TableName: "registered",
      PartitionInput: {
        Values: ["here"],
        StorageDescriptor: { ...numbers, Location: "s3://lake/registered/here/" },
      },
    });
  });
  after(() => lake.stop());

  const rows = async (sql: string) => {
    const { rows: found, reason } = await ask(lake, sql);
    assert.equal(reason, undefined);
    return found;
  };

  it("answers an empty table with its columns and no rows", async () => {
    const { header, types, rows: found } = await ask(lake, "SELECT * FROM sensor_data");
    assert.deepEqual(header.length, 5);
    assert.deepEqual(types, ["varchar", "double", "double", "timestamp", "varchar"]);
    assert.deepEqual(found, []);
  });

  it("projects enum and integer partitions, and no others", async () => {
    assert.deepEqual(await rows("SELECT n, region, shift FROM regions ORDER BY n"), [
      ["1", "eu", "7"],
      ["2", "us", "7"],
    ]);
  });

  it("projects date partitions whose format has slashes, within their range", async () => {
    assert.deepEqual(await rows("SELECT n, hour FROM hours WHERE hour > '2024/01/15/10'"), [
      ["2", "2024/01/15/11"],
    ]);
    assert.deepEqual(await rows("SELECT count(*) FROM hours"), [["2"]]);
  });

  it("reads registered partitions only where there is no projection", async () => {
    assert.deepEqual(await rows("SELECT n, place FROM registered"), [["1", "here"]]);
  });

  it("joins tables, with subqueries and common table expressions", async () => {
    const sql = `WITH big AS (SELECT n, region FROM regions WHERE n > 0)
      SELECT b.region, h.n FROM big b JOIN "awsdatacatalog"."lake"."hours" h ON h.n = b.n
      WHERE b.n IN (SELECT n FROM lake.regions) ORDER BY 2`;
    assert.deepEqual(await rows(sql), [
      ["eu", "1"],
      ["us", "2"],
    ]);
  });

  it("understands Trino's functions", async () => {
    const sql = `SELECT from_iso8601_timestamp('2024-01-15T10:30:00Z') AS at,
      date_trunc('hour', timestamp '2024-01-15 10:30:00') AS hour,
      date_format(timestamp '2024-01-15 10:05:09', '%Y-%m-%d %H:%i:%s') AS text,
      approx_percentile(x, 0.5) AS median, count_if(x > 1) AS many,
      cast(7 AS varchar) || '!' AS joined, 7 / 2 AS halves, date '2024-02-29' AS leap,
      date_diff('day', timestamp '2024-01-01 12:00', timestamp '2024-01-02 11:00') AS whole,
      sum(x), 1e10 AS big
      FROM (VALUES (1.0e0), (2.0e0), (3.0e0)) AS t(x)`;
    const { header, rows: found, types } = await ask(lake, sql);
    assert.equal(header[9], "_col9");
    assert.deepEqual(found, [
      [
        "2024-01-15 10:30:00.000 UTC",
        "2024-01-15 10:00:00.000",
        "2024-01-15 10:05:09",
        "2.0",
        "2",
        "7!",
        "3",
        "2024-02-29",
        "0",
        "6.0",
        "1.0E10",
      ],
    ]);
    assert.deepEqual(types.slice(0, 4), [
      "timestamp with time zone",
      "timestamp",
      "varchar",
      "double",
    ]);
  });

  it("shows databases, tables, columns and partitions", async () => {
    const first = async (sql: string) => {
      const { header, rows: rest } = await ask(lake, sql);
      return [header, ...rest].map(([cell]) => cell);
    };
    assert.deepEqual(await first("SHOW DATABASES"), ["lake"]);
    assert.deepEqual(await first("SHOW TABLES"), ["hours", "regions", "registered", "sensor_data"]);
    assert.deepEqual(
      (await first("DESCRIBE registered")).map((line) => line?.trimEnd().split(/\s*\t/)),
      [
        ["n", "int"],
        ["place", "string"],
        [""],
        ["# Partition Information"],
        ["# col_name", "data_type", "comment"],
        [""],
        ["place", "string"],
      ],
    );
    assert.deepEqual(await first("SHOW PARTITIONS registered"), ["place=here"]);
  });

  const faults: readonly (readonly [string, string, RegExp])[] = [
    ["a missing table", "SELECT * FROM nope", /TABLE_NOT_FOUND: .*lake\.nope/],
    ["a missing column", "SELECT nope FROM regions", /COLUMN_NOT_FOUND: line 1:8: Column 'nope'/],
    ["an unknown function", "SELECT frobnicate(1)", /FUNCTION_NOT_FOUND: .*'frobnicate' not/],
    ["a statement of Iceberg's", "DELETE FROM regions", /NOT_SUPPORTED: Modifying Hive table/],
    ["a file of the host as a table", `SELECT * FROM "/etc/passwd"`, /TABLE_NOT_FOUND/],
  ];
  for (const [what, sql, reason] of faults) {
    it(`fails on ${what}`, async () => {
      const answer = await ask(lake, sql);
      assert.equal(answer.state, "FAILED");
      assert.match(answer.reason ?? "", reason);
    });
  }

  const malformed: readonly (readonly [string, string])[] = [
    ["SELECT FROM WHERE", "line 1:8: mismatched input 'FROM'. Expecting: "],
    ["SELECT n\nFROM regions WHER n = 1", "line 2:19: mismatched input 'n'. Expecting: "],
    ["SELECT * FROM read_csv('/etc/passwd')", "line 1:23: mismatched input '('."],
    ["SELECT * FROM '/etc/passwd'", "line 1:15: mismatched input ''/etc/passwd''."],
    ["SELECT n FROM regions WHERE region ILIKE 'e%'", "line 1:36: mismatched input 'ILIKE'."],
    ["SELECT n FROM regions LIMIT 1 OFFSET 1", "line 1:31: mismatched input 'OFFSET'."],
    ["SELECT 1; SELECT 2", "line 1:9: Only one sql statement is allowed. Got: "],
  ];
  for (const [sql, message] of malformed) {
    it(`refuses to start ${JSON.stringify(sql)}`, async () => {
      await assert.rejects(ask(lake, sql), (error: Error) => {
        assert.ok(error.message.startsWith(message), error.message);
        return true;
      });
    });
  }

  it("runs a query once however often its token comes", async () => {
    const request = {
      QueryString: "SELECT 1",
      ClientRequestToken: "t".repeat(32),
      ResultConfiguration: { OutputLocation: "s3://lake/results/" },
    };
    const start = (more: object = {}) =>
      lake.cloud.call("athena", "StartQueryExecution", { ...request, ...more });
    assert.deepEqual(await start(), await start());
    await assert.rejects(start({ QueryString: "SELECT 2" }), /Idempotent parameters do not match/);
  });

  it("asks for an output location", async () => {
    await assert.rejects(
      ask(lake, "SELECT 1", { ResultConfiguration: {} }),
      /No output location provided/,
    );
  });

  it("stops a query", async () => {
    const tens = "SELECT 1 AS d UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4";
    const from = Array.from({ length: 18 }, (_, at) => `d AS t${at}`).join(", ");
    const { QueryExecutionId } = await lake.cloud.call("athena", "StartQueryExecution", {
      QueryString: `WITH d AS (${tens}) SELECT sum(t0.d * t17.d) FROM ${from}`,
      ResultConfiguration: { OutputLocation: "s3://lake/results/" },
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await lake.cloud.call("athena", "StopQueryExecution", { QueryExecutionId });
    const { QueryExecution } = await lake.cloud.call("athena", "GetQueryExecution", {
      QueryExecutionId,
    });
    assert.equal(QueryExecution?.Status?.State, "CANCELLED");
  });

  it("holds a workgroup's queries to its limit and its result location", async () => {
    const Configuration = {
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 10_000_000,
      ResultConfiguration: { OutputLocation: "s3://lake/enforced/" },
    };
    await lake.cloud.call("athena", "CreateWorkGroup", { Name: "bounded", Configuration });
    const Body = "x".repeat(10_000_001);
    await lake.cloud.call("s3", "PutObject", { Bucket: "lake", Key: "registered/here/big", Body });
    const within = await ask(lake, "SELECT * FROM hours", { WorkGroup: "bounded" });
    assert.match(within.output, /^s3:\/\/lake\/enforced\//);
    const beyond = await ask(lake, "SELECT * FROM registered", { WorkGroup: "bounded" });
    assert.equal(beyond.state, "CANCELLED");
    assert.match(beyond.reason ?? "", /Bytes scanned limit was exceeded/);
    await lake.cloud.call("s3", "DeleteObject", { Bucket: "lake", Key: "registered/here/big" });
    const remove = (more: object) =>
      lake.cloud.call("athena", "DeleteWorkGroup", { WorkGroup: "bounded", ...more });
    await assert.rejects(remove({}), /is not empty/);
    await remove({ RecursiveDeleteOption: true });
    await assert.rejects(remove({}), /is not found/);
  });

  it("fails a query whose caller may not read the lake", async () => {
    const error = new AwsError("AccessDenied", "no s3:GetObject", 403);
    lake.faults.add({ service: "s3", operation: "HeadObject", error });
    const { state, reason } = await ask(lake, "SELECT * FROM hours");
    lake.faults.clear();
    assert.equal(state, "FAILED");
    assert.match(reason ?? "", /no s3:GetObject/);
  });

  it("keeps named queries by workgroup", async () => {
    const query = { Name: "q", Database: "lake", QueryString: "SELECT 1" };
    const { NamedQueryId } = await lake.cloud.call("athena", "CreateNamedQuery", { ...query });
    const listed = async () => {
      const { NamedQueryIds } = await lake.cloud.call("athena", "ListNamedQueries", {});
      return NamedQueryIds;
    };
    assert.deepEqual(await listed(), [NamedQueryId]);
    assert.deepEqual(await lake.cloud.call("athena", "GetNamedQuery", { NamedQueryId }), {
      NamedQuery: { NamedQueryId, WorkGroup: "primary", ...query },
    });
    await lake.cloud.call("athena", "DeleteNamedQuery", { NamedQueryId });
    assert.deepEqual(await listed(), []);
  });
});
