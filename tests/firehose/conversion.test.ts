import assert from "node:assert/strict";
import { openEngine } from "../../local/services/sql/duckdb";
import { cellText, ConversionFault } from "../../local/services/firehose/json-rows";
import { LosslessNumber } from "lossless-json";
import { newLake, toParquet } from "./lake";

describe("Firehose's conversion to Parquet", () => {
  let lake: Awaited<ReturnType<typeof newLake>>;
  beforeEach(async () => {
    lake = await newLake();
  });
  afterEach(() => lake.stop());

  const deliver = async (
    columns: readonly object[] | undefined,
    ...events: (object | string)[]
  ) => {
    await lake.createTable(columns);
    await lake.create({
      DataFormatConversionConfiguration: toParquet,
      Prefix: "data/!{timestamp:yyyy}/",
      ErrorOutputPrefix: "errors/!{firehose:error-output-type}/!{timestamp:yyyy}/",
    });
    await lake.put(...events);
    await lake.firehose.flush("lake");
    const keys = [...(await lake.objects()).keys()];
    const parquet = keys.find((key) => key.startsWith("data/"));
    const errors = keys.find((key) => key.startsWith("errors/"));
    return {
      parquet: parquet === undefined ? undefined : lake.s3.file("lake", parquet),
      key: parquet,
      errorKey: errors,
      errors: errors === undefined ? "" : (await lake.objects()).get(errors)?.toString("utf8"),
    };
  };

  const rowsIn = async (file: string | undefined) => {
    const engine = await openEngine({ readable: [file ?? ""] });
    const session = await engine.session();
    const { rows, types } = await session.run(`SELECT * FROM read_parquet('${file ?? ""}')`);
    session.close();
    engine.close();
    return { rows: rows.map((row) => row.map(String)), types: types.map(String) };
  };

  it("types the columns by the Glue table, missing fields null", async () => {
    const { parquet, key } = await deliver(
      undefined,
      {
        sensor_id: "sensor-001",
        temperature: 23.5,
        humidity: 65.2,
        timestamp: "2024-01-15T10:30:00Z",
        location: "warehouse-A",
        unknown: true,
      },
      { SENSOR_ID: "sensor-002", temperature: "31" },
    );
    assert.match(key ?? "", /\.parquet$/);
    assert.deepEqual(await rowsIn(parquet), {
      rows: [
        ["sensor-001", "23.5", "65.2", "2024-01-15 10:30:00", "warehouse-A"],
        ["sensor-002", "31", "null", "null", "null"],
      ],
      types: ["VARCHAR", "DOUBLE", "DOUBLE", "TIMESTAMP", "VARCHAR"],
    });
  });

  it("keeps every digit of decimals and 64-bit integers", async () => {
    const { parquet } = await deliver(
      [
        { Name: "d", Type: "decimal(20,4)" },
        { Name: "i", Type: "bigint" },
        { Name: "b", Type: "boolean" },
        { Name: "day", Type: "date" },
        { Name: "text", Type: "string" },
      ],
      '{"d": 1234567890123456.7891, "i": 9223372036854775807, "b": true, "day": "2024-02-29", "text": 1.10}',
    );
    assert.deepEqual((await rowsIn(parquet)).rows, [
      ["1234567890123456.7891", "9223372036854775807", "true", "2024-02-29", "1.10"],
    ]);
  });

  it("sends what is no JSON and what does not fit to the error prefix, bytes and all", async () => {
    const { parquet, errorKey, errors } = await deliver(
      undefined,
      { sensor_id: "good", temperature: 1 },
      "not json",
      { sensor_id: "bad", temperature: "warm" },
      "[1]",
    );
    assert.deepEqual(
      (await rowsIn(parquet)).rows.map(([id]) => id),
      ["good"],
    );
    assert.match(errorKey ?? "", /^errors\/format-conversion-failed\/\d{4}\/lake-1-/);
    const documents = (errors ?? "")
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      documents.map(({ rawData, lastErrorCode, attemptsMade }) => [
        Buffer.from(String(rawData), "base64").toString(),
        lastErrorCode,
        attemptsMade,
      ]),
      [
        ["not json", "DataFormatConversion.ParseError", 1],
        ['{"sensor_id":"bad","temperature":"warm"}', "DataFormatConversion.MalformedData", 1],
        ["[1]", "DataFormatConversion.ParseError", 1],
      ],
    );
  });

  it("reads several objects of one record", async () => {
    const { parquet } = await deliver(undefined, '{"sensor_id":"a}"}\n{"sensor_id":"b"}');
    assert.deepEqual(
      (await rowsIn(parquet)).rows.map(([id]) => id),
      ["a}", "b"],
    );
  });

  it("waits for a table that is not there yet, and loses nothing", async () => {
    await lake.create({ DataFormatConversionConfiguration: toParquet });
    await lake.put({ sensor_id: "a" });
    await assert.rejects(lake.firehose.flush("lake", 200), /Database lake not found/);
    await lake.createTable();
    await lake.firehose.flush("lake");
    assert.equal((await lake.objects()).size, 1);
  });

  const cells: readonly (readonly [string, unknown, string | undefined])[] = [
    ["timestamp", "2017-02-07T15:13:01.39256Z", "2017-02-07 15:13:01.39256"],
    ["timestamp", "2017-2-7 15:13:01.14", "2017-02-07 15:13:01.14"],
    ["timestamp", new LosslessNumber("1509043200"), "2017-10-26 18:40:00.000"],
    ["timestamp", new LosslessNumber("1509043200123"), "2017-10-26 18:40:00.123"],
    ["timestamp", "2024-01-15T10:30:00+02:00", "2024-01-15 08:30:00.000"],
    ["timestamp", "2024-02-30T00:00:00Z", undefined],
    ["timestamp", "2024-01-15T25:30:00Z", undefined],
    ["int", new LosslessNumber("2147483648"), undefined],
    ["int", new LosslessNumber("1.5"), undefined],
    ["bigint", new LosslessNumber("-9223372036854775808"), "-9223372036854775808"],
    ["bigint", new LosslessNumber("9223372036854775808"), undefined],
    ["decimal(10,2)", new LosslessNumber("12345678.90"), "12345678.90"],
    ["decimal(10,2)", new LosslessNumber("12345678.905"), undefined],
    ["decimal(10,2)", new LosslessNumber("123456789"), undefined],
    ["double", "1e400", undefined],
    ["double", " -1.5E2 ", "-150"],
    ["double", ".5", "0.5"],
    ...["0x10", "0b1", "0o7", "1_000", "1,5", "", ".", "Infinity"].map(
      (text): (typeof cells)[number] => ["double", text, undefined],
    ),
    ["float", "0x10", undefined],
    ["int", "0x10", undefined],
    ["decimal(10,2)", "0x10", undefined],
    ["boolean", "yes", undefined],
    ["date", "2023-02-29", undefined],
    ["string", { nested: new LosslessNumber("1.0") }, '{"nested":1.0}'],
    ["double", { nested: true }, undefined],
  ];
  for (const [type, value, text] of cells) {
    const shown = value instanceof LosslessNumber ? value.value : JSON.stringify(value);
    it(`${text === undefined ? "refuses" : "takes"} ${shown} as ${type}`, () => {
      const convert = () => cellText(value, { Name: "c", Type: type });
      if (text === undefined) assert.throws(convert, ConversionFault);
      else assert.equal(convert(), text);
    });
  }
});
