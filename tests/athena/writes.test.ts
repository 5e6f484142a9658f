import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { newLake } from "../firehose/lake";
import { ask } from "./queries";
import type { Lake } from "./queries";

const sales = `SELECT * FROM (VALUES
  (1, 'eu', 9.5e0, date '2024-01-15', timestamp '2024-01-15 10:30:00'),
  (2, 'us', 3e0, date '2024-01-16', timestamp '2024-01-16 11:00:00'),
  (3, NULL, NULL, NULL, NULL)) AS t(id, region, price, day, moment)`;

describe("Athena's statements that write", () => {
  let lake: Lake;
  before(async () => {
    lake = await newLake();
    await lake.createTable();
  });
  after(() => lake.stop());

  const rows = async (sql: string) => {
    const { rows: found, header, reason } = await ask(lake, sql);
    assert.equal(reason, undefined, sql);
    return sql.startsWith("SELECT") ? found : [header, ...found].filter(({ length }) => length > 0);
  };
  const reasonOf = async (sql: string, more: object = {}) => {
    const { state, reason = "" } = await ask(lake, sql, more);
    assert.equal(state, "FAILED", sql);
    return reason;
  };
  const keys = async (prefix: string) =>
    [...(await lake.objects()).keys()].filter((key) => key.startsWith(prefix)).sort();

  describe("CREATE TABLE AS", () => {
    for (const [format, compressions] of [
      ["PARQUET", ["GZIP", "SNAPPY", "ZSTD", "NONE"]],
      ["JSON", ["GZIP", "NONE"]],
      ["TEXTFILE", ["GZIP", "NONE"]],
    ] as const) {
      for (const compression of compressions) {
        it(`keeps rows in ${format} with ${compression} compression, and reads them again`, async () => {
          const table = `sales_${format}_${compression}`.toLowerCase();
          await rows(`CREATE TABLE ${table}
            WITH (format = '${format}', write_compression = '${compression}') AS ${sales}`);
          assert.deepEqual(await rows(`SELECT * FROM ${table} ORDER BY id`), [
            ["1", "eu", "9.5", "2024-01-15", "2024-01-15 10:30:00.000"],
            ["2", "us", "3.0", "2024-01-16", "2024-01-16 11:00:00.000"],
            ["3", null, null, null, null],
          ]);
        });
      }
    }

    it("keeps lists, maps and structures", async () => {
      const nested = `SELECT ARRAY[1, 2] AS list, CAST(1.5 AS DECIMAL(5,2)) AS price,
        CAST(7 AS BIGINT) AS big, true AS yes`;
      for (const format of ["PARQUET", "JSON"]) {
        const table = `nested_${format}`.toLowerCase();
        await rows(`CREATE TABLE ${table} WITH (format = '${format}') AS ${nested}`);
        const { Table } = await lake.cloud.call("glue", "GetTable", {
          DatabaseName: "lake",
          Name: table,
        });
        assert.deepEqual(
          Table?.StorageDescriptor?.Columns?.map(({ Type }) => Type),
          ["array<int>", "decimal(5,2)", "bigint", "boolean"],
        );
        const [[list, ...others] = []] = await rows(`SELECT * FROM ${table}`);
        assert.match(list ?? "", /^\[1, 2\]$/);
        assert.deepEqual(others, ["1.50", "7", "true"]);
      }
    });

    it("parts files by the last columns, and registers the partitions", async () => {
      await rows(`CREATE TABLE parted WITH (external_location = 's3://lake/parted/',
        partitioned_by = ARRAY['region', 'day']) AS
        SELECT id, region, day FROM (${sales})`);
      const folders = (await keys("parted/")).map((key) => key.replace(/[^/]*$/, ""));
      assert.deepEqual(folders, [
        "parted/region=__HIVE_DEFAULT_PARTITION__/day=__HIVE_DEFAULT_PARTITION__/",
        "parted/region=eu/day=2024-01-15/",
        "parted/region=us/day=2024-01-16/",
      ]);
      assert.deepEqual(await rows("SELECT id, region, day FROM parted ORDER BY id"), [
        ["1", "eu", "2024-01-15"],
        ["2", "us", "2024-01-16"],
        ["3", null, null],
      ]);
      assert.deepEqual(
        await rows("SELECT id FROM parted WHERE region = 'eu' AND day = date '2024-01-15'"),
        [["1"]],
      );
    });

    it("puts files below the results where no location is given, and lists them", async () => {
      const { output } = await ask(lake, "CREATE TABLE anywhere AS SELECT 1 AS one", {
        ResultConfiguration: { OutputLocation: "s3://lake/out" },
      });
      const QueryExecutionId = output.split("/").at(-1);
      const { QueryExecution } = await lake.cloud.call("athena", "GetQueryExecution", {
        QueryExecutionId,
      });
      const id = QueryExecutionId ?? "";
      assert.equal(QueryExecution?.Status?.State, "SUCCEEDED");
      assert.equal(QueryExecution.SubstatementType, "CREATE_TABLE_AS_SELECT");
      assert.equal(
        QueryExecution.ResultConfiguration?.OutputLocation,
        `s3://lake/out/tables/${id}`,
      );
      const manifest = `out/tables/${id}-manifest.csv`;
      assert.equal(QueryExecution.Statistics?.DataManifestLocation, `s3://lake/${manifest}`);
      const [file = ""] = await keys(`out/tables/${id}/`);
      const objects = await lake.objects();
      assert.equal(objects.get(manifest)?.toString(), `s3://lake/${file}\n`);
      assert.ok(objects.has(`out/tables/${id}.metadata`));
      const { UpdateCount } = await lake.cloud.call("athena", "GetQueryResults", {
        QueryExecutionId,
      });
      assert.equal(UpdateCount, 1);
    });

    it("makes a table without rows, WITH NO DATA", async () => {
      await rows("CREATE TABLE hollow AS SELECT 1 AS one, 'a' AS letter WITH NO DATA");
      const { header, rows: found } = await ask(lake, "SELECT * FROM hollow");
      assert.deepEqual([header, found], [["one", "letter"], []]);
    });

    const faults: readonly (readonly [string, string, RegExp])[] = [
      [
        "a table that is there",
        "CREATE TABLE sensor_data AS SELECT 1 AS a",
        /^TABLE_ALREADY_EXISTS/,
      ],
      [
        "a location with files",
        "CREATE TABLE again WITH (external_location = 's3://lake/parted/') AS SELECT 1 AS a",
        /^HIVE_PATH_ALREADY_EXISTS: Target directory for table 'awsdatacatalog.lake.again'/,
      ],
      [
        "a column without a name",
        "CREATE TABLE t AS SELECT 1 + 1",
        /^MISSING_COLUMN_NAME: .* position 1/,
      ],
      [
        "two columns of one name",
        "CREATE TABLE t AS SELECT 1 AS a, 2 AS a",
        /^DUPLICATE_COLUMN_NAME/,
      ],
      [
        "partition keys that are not last",
        "CREATE TABLE t WITH (partitioned_by = ARRAY['a']) AS SELECT 1 AS a, 2 AS b",
        /^HIVE_COLUMN_ORDER_MISMATCH/,
      ],
      [
        "more than 100 partitions",
        `CREATE TABLE t WITH (partitioned_by = ARRAY['b']) AS
          SELECT 1 AS a, b FROM UNNEST(sequence(1, 101)) AS days (b)`,
        /^HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100/,
      ],
      [
        "buckets",
        "CREATE TABLE t WITH (bucketed_by = ARRAY['a']) AS SELECT 1 AS a",
        /^NOT_SUPPORTED/,
      ],
      [
        "Iceberg",
        "CREATE TABLE t WITH (table_type = 'ICEBERG') AS SELECT 1 AS a",
        /^NOT_SUPPORTED/,
      ],
      ["ORC", "CREATE TABLE t WITH (format = 'ORC') AS SELECT 1 AS a", /^NOT_SUPPORTED: .*ORC/],
      [
        "an unknown property",
        "CREATE TABLE t WITH (colour = 'red') AS SELECT 1 AS a",
        /^INVALID_TABLE_PROPERTY/,
      ],
    ];
    for (const [what, sql, reason] of faults) {
      it(`refuses ${what}`, async () => {
        assert.match(await reasonOf(sql), reason);
      });
    }

    it("refuses a location of its own in a workgroup that enforces one", async () => {
      const Configuration = { ResultConfiguration: { OutputLocation: "s3://lake/enforced/" } };
      await lake.cloud.call("athena", "CreateWorkGroup", { Name: "central", Configuration });
      const create = (properties: string) =>
        ask(lake, `CREATE TABLE central WITH (${properties}) AS SELECT 1 AS a`, {
          WorkGroup: "central",
        });
      await assert.rejects(
        create("external_location = 's3://lake/own/'"),
        /enforces a centralized/,
      );
      assert.equal((await create("format = 'JSON'")).state, "SUCCEEDED");
      assert.equal((await keys("enforced/tables/")).length, 3);
    });
  });

  describe("UNLOAD", () => {
    it("writes JSON lines, and nothing into the catalog", async () => {
      await rows(`UNLOAD (SELECT 1 AS id, 'a;(' AS name) TO 's3://lake/unloaded/'
        WITH (format = 'JSON', compression = 'GZIP')`);
      const [key = ""] = await keys("unloaded/");
      const body = (await lake.objects()).get(key) ?? Buffer.alloc(0);
      assert.match(key, /\.gz$/);
      assert.deepEqual(JSON.parse(gunzipSync(body).toString()), { id: 1, name: "a;(" });
    });

    it("writes fields with a delimiter of its own", async () => {
      await rows(`UNLOAD (SELECT 1 AS id, CAST(NULL AS varchar) AS nothing, true AS yes) TO 's3://lake/fields'
        WITH (format = 'TEXTFILE', field_delimiter = ',', compression = 'NONE')`);
      const [key = ""] = await keys("fields/");
      assert.equal((await lake.objects()).get(key)?.toString(), "1,\\N,true\n");
    });

    it("adds to partitions, and to no other place that has files", async () => {
      const unload = (more: string) =>
        `UNLOAD (SELECT 1 AS id, 'a' AS kind) TO 's3://lake/kinds/' WITH (format = 'PARQUET'${more})`;
      await rows(unload(", partitioned_by = ARRAY['kind']"));
      await rows(unload(", partitioned_by = ARRAY['kind']"));
      assert.equal((await keys("kinds/kind=a/")).length, 2);
      assert.match(await reasonOf(unload("")), /^HIVE_PATH_ALREADY_EXISTS/);
    });
  });

  describe("INSERT INTO", () => {
    it("adds rows in the table's format, with columns that it leaves out as null", async () => {
      await rows("INSERT INTO sensor_data (location, sensor_id) VALUES ('hall', 's-1')");
      await rows(`INSERT INTO lake.sensor_data
        SELECT 's-2', 20e0, 40e0, timestamp '2024-01-15 10:30:00', 'yard'`);
      assert.deepEqual(await rows("SELECT * FROM sensor_data ORDER BY sensor_id"), [
        ["s-1", null, null, null, "hall"],
        ["s-2", "20.0", "40.0", "2024-01-15 10:30:00.000", "yard"],
      ]);
    });

    it("registers partitions that are new", async () => {
      await rows(`CREATE EXTERNAL TABLE days (n int) PARTITIONED BY (day string)
        ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/days/'`);
      await rows("INSERT INTO days VALUES (1, '2024-01-15'), (2, '2024-01-16')");
      await rows("INSERT INTO days VALUES (3, '2024-01-16')");
      assert.deepEqual(await rows("SHOW PARTITIONS days"), [
        ["day=2024-01-15"],
        ["day=2024-01-16"],
      ]);
      assert.deepEqual(await rows("SELECT n, day FROM days ORDER BY n"), [
        ["1", "2024-01-15"],
        ["2", "2024-01-16"],
        ["3", "2024-01-16"],
      ]);
    });

    it("refuses values of another type, and columns that are not there", async () => {
      assert.match(
        await reasonOf("INSERT INTO days VALUES ('one', 'monday')"),
        /^TYPE_MISMATCH: .*Table: \[integer, varchar\], Query: \[varchar\(3\), varchar\(6\)\]/,
      );
      assert.match(await reasonOf("INSERT INTO days VALUES (1)"), /^TYPE_MISMATCH/);
      assert.match(await reasonOf("INSERT INTO days (m) VALUES (1)"), /^COLUMN_NOT_FOUND: .* m$/);
      assert.match(await reasonOf("INSERT INTO nowhere VALUES (1)"), /^TABLE_NOT_FOUND/);
    });
  });

  it("keeps a cell that starts with U+FEFF as it is", async () => {
    const { rows: found, output } = await ask(
      lake,
      "SELECT '\uFEFFa' AS text, ARRAY['\uFEFFb'] AS list",
    );
    assert.deepEqual(found, [["\uFEFFa", "[\uFEFFb]"]]);
    const csv = (await lake.objects()).get(output.replace("s3://lake/", ""))?.toString();
    assert.equal(csv, '"text","list"\n"\uFEFFa","[\uFEFFb]"\n');
  });
});
