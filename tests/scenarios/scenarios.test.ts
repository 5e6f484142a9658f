import assert from "node:assert/strict";
import { parse as parseJson } from "lossless-json";
import { LosslessNumber } from "lossless-json";
import type { JsonValue, Position } from "../../runtime/types";
import { parseLoggedEvent } from "../../scenarios/event-logs";
import { parseHttpRequest } from "../../scenarios/http-requests";
import {
  parseSensorReading,
  sensorColumns,
  sensorQueries,
  temperatureReading,
} from "../../scenarios/sensors";
import { parseStockPrice, priceFiles, priceRecord, priceRow } from "../../scenarios/stock-market";
import { isAbove, parseTransaction, transactionAlert } from "../../scenarios/transactions";

const json = (text: string): JsonValue => parseJson(text) as JsonValue;

const at: Position = {
  stream: "stream",
  shardId: "shardId-000000000000",
  sequenceNumber: "4960",
  partitionKey: "1",
  arrival: "2026-01-01T00:00:00.000Z",
};

describe("http-requests", () => {
  it("keeps every field, known or not", () => {
    const value = json(
      '{"path":"/a","timestamp":"2025-09-20T00:00:00.000Z","status":200,"ms":0.10}',
    );
    const request = parseHttpRequest(value);
    assert.deepEqual(request, value);
  });

  it("refuses what has no path or no time, and says so", () => {
    const missing = json('{"timestamp":"2025-09-20T00:00:00Z"}');
    assert.throws(() => parseHttpRequest(missing), /path must be a string .* found nothing/);
    const late = json('{"path":"/","timestamp":"yesterday"}');
    assert.throws(() => parseHttpRequest(late), /timestamp must be .* found "yesterday"/);
    assert.throws(() => parseHttpRequest(json("[1]")), /must be a JSON object; found an array/);
  });
});

describe("event-logs", () => {
  it("takes any JSON value with its numbers exact", () => {
    const value = json('{"value":22.50000000000000000001}');
    assert.deepEqual(parseLoggedEvent(value), { data: value });
    assert.deepEqual(parseLoggedEvent(json("null")), { data: null });
  });
});

describe("transactions", () => {
  const lab =
    '{"transaction_id":"txn123","amount":12000,"transaction_type":"purchase",' +
    '"timestamp":"2024-12-21T10:00:00Z"}';

  it("reads the lab's example", () => {
    const transaction = parseTransaction(json(lab));
    assert.deepEqual(transaction, {
      transaction_id: "txn123",
      amount: new LosslessNumber("12000"),
      transaction_type: "purchase",
      timestamp: "2024-12-21T10:00:00Z",
    });
  });

  it("compares amounts by their digits", () => {
    const above = (amount: string) => isAbove(new LosslessNumber(amount), "10000");
    assert.equal(above("10000.000000000000000000001"), true);
    assert.equal(above("10000"), false);
    assert.equal(above("10000.00"), false);
    assert.equal(above("1e5"), true);
    assert.equal(above("-20000"), false);
    assert.equal(above("9999.99"), false);
  });

  it("alerts under the transaction's own id, with the amount for filter policies", () => {
    const alert = transactionAlert(parseTransaction(json(lab)), "10000");
    assert.equal(alert.id, "txn123");
    assert.equal(alert.subject, "Transaction above 10000: 12000");
    assert.deepEqual(alert.attributes, { amount: new LosslessNumber("12000") });
  });

  it("refuses an amount that DECIMAL(10,2) would round, so that no alert goes out for it", () => {
    for (const amount of ["100000000", "10000.001", "1e400", "-1e8"]) {
      const event = json(lab.replace("12000", amount));
      assert.throws(() => parseTransaction(event), /amount must fit DECIMAL\(10,2\) exactly/);
    }
    for (const amount of ["99999999.99", "-99999999.99", "12000.10", "1.2e4", "0", "-0"]) {
      assert.equal(parseTransaction(json(lab.replace("12000", amount))).amount.value, amount);
    }
  });

  it("refuses ids and types that the table's columns could not hold", () => {
    const long = json(lab.replace("txn123", "x".repeat(51)));
    assert.throws(() => parseTransaction(long), /transaction_id must be at most 50 bytes/);
    const quoted = json(lab.replace("12000", '"12000"'));
    assert.throws(() => parseTransaction(quoted), /amount must be a number; found "12000"/);
  });
});

describe("stock-market", () => {
  const price = (fields = ""): JsonValue =>
    json(
      `{"symbol":"MSFT","price":39.8100000000000000001,` +
        `"timestamp":"2000-01-01T23:30:00-02:00"${fields}}`,
    );

  it("keeps every digit, and files the price under its time and day in UTC", () => {
    const row = priceRow(parseStockPrice(price()), at);
    assert.deepEqual(row, {
      symbol: "MSFT",
      timestamp: "2000-01-02T01:30:00.000Z#000000#4960",
      price: new LosslessNumber("39.8100000000000000001"),
      day: "2000-01-02",
      sentTimestamp: "2000-01-01T23:30:00-02:00",
    });
  });

  it("makes two files whose keys tell equal instants apart", () => {
    const sent = price(',"volume":7');
    const stock = parseStockPrice(sent);
    const name = "MSFT_2000-01-01T23:30:00-02:00_4960.json";
    assert.deepEqual(priceFiles(stock, at), [
      { key: `raw/${name}`, value: sent },
      { key: `processed/${name}`, value: priceRecord(stock) },
    ]);
    const [next] = priceFiles(stock, { ...at, sequenceNumber: "4961" });
    assert.notEqual(next?.key, `raw/${name}`);
  });

  it("lets no symbol lead out of the folder", () => {
    const stock = { ...parseStockPrice(price()), symbol: "../x y" };
    const [raw] = priceFiles(stock, at);
    assert.equal(raw?.key.split("/").length, 2);
  });
});

describe("sensors", () => {
  const lab =
    '{"sensor_id":"sensor-001","temperature":23.5,"humidity":65.2,' +
    '"timestamp":"2024-01-15T10:30:00Z","location":"warehouse-A"}';

  it("reads the lab's example, under the names of the lake's columns", () => {
    const reading = parseSensorReading(json(lab));
    assert.deepEqual(Object.keys(reading), Object.keys(sensorColumns));
  });

  it("follows a sensor's temperature, digit by digit", () => {
    const reading = temperatureReading(parseSensorReading(json(lab)), "30");
    assert.equal(reading.key, "sensor-001");
    assert.deepEqual(reading.value, new LosslessNumber("23.5"));
    assert.match(reading.alert.subject, /sensor-001 is above 30/);
  });

  it("refuses a temperature that no double holds", () => {
    const hot = json(lab.replace("23.5", "1e999"));
    assert.throws(() => parseSensorReading(hot), /temperature must be within a double's range/);
  });

  it("refuses a humidity that the lake's double could not hold", () => {
    const damp = json(lab.replace("65.2", "1e400"));
    assert.throws(() => parseSensorReading(damp), /humidity must be within a double's range/);
  });

  it("asks the lab's three questions with the stack's threshold", () => {
    const sql = sensorQueries("35.5").map((query) => query.sql.replace(/\s+/g, " "));
    assert.deepEqual(sql, [
      "SELECT * FROM sensor_data ORDER BY timestamp DESC LIMIT 10;",
      "SELECT sensor_id, AVG(temperature) as avg_temp FROM sensor_data GROUP BY sensor_id;",
      "SELECT sensor_id, temperature, timestamp FROM sensor_data WHERE temperature > 35.5 " +
        "ORDER BY timestamp DESC;",
    ]);
  });
});
