import assert from "node:assert/strict";
import path from "node:path";
import { AwsError } from "../../local/gateway/service";
import { createWorld, eventsOf, killAsItGoes, withPoison, type World } from "./world";

const stream = "stock-market-stream";
const table = "StockMarketData";
const samples = path.join(__dirname, "../../samples/stocks.csv");

describe("stock-market, end to end", () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld(["stock-market"]);
  });
  afterEach(() => world.stop());

  it("keeps 560 real prices as rows and files, through a bucket that fails and killed workers", async () => {
    const { mixed, poison } = withPoison(await eventsOf("stock-market", samples), 100);
    const slow = new AwsError("SlowDown", "reduce your request rate", 503);
    world.stack.cloud.faults.add({ service: "s3", operation: "PutObject", rate: 0.1, error: slow });
    const killer = killAsItGoes(world, "stock-market-consumer", 200);
    try {
      await world.send(stream, mixed);
      await world.settled();
    } finally {
      await killer.stop();
    }
    world.stack.cloud.faults.clear();
    assert(killer.killed() > 0);
    assert.equal((await world.rows(table)).length, 560);
    const { bucket = "" } = world.outputs("stock-market");
    assert.equal((await world.objects(bucket, "raw/")).size, 560);
    assert.equal((await world.objects(bucket, "processed/")).size, 560);
    assert.equal((await world.quarantined("stock-market")).length, poison.length);
  });

  it("keeps every digit of a price, in the row and in both files", async () => {
    const price = "187.123456789012345678";
    const data = `{"symbol": "AAPL", "price": ${price}, "timestamp": "2026-01-02T10:00:00.000Z"}`;
    await world.send(stream, [{ partitionKey: "AAPL", data }]);
    await world.settled();
    const [{ timestamp, ...row } = {}] = await world.rows(table);
    assert.match(timestamp?.S ?? "", /^2026-01-02T10:00:00\.000Z#000000#\d+$/);
    assert.deepEqual(row, {
      symbol: { S: "AAPL" },
      price: { N: price },
      day: { S: "2026-01-02" },
      sentTimestamp: { S: "2026-01-02T10:00:00.000Z" },
    });
    const { bucket = "" } = world.outputs("stock-market");
    for (const prefix of ["raw/", "processed/"]) {
      const files = [...(await world.objects(bucket, prefix))];
      assert.equal(files.length, 1);
      assert.match(files[0]?.[0] ?? "", /AAPL_2026-01-02T10:00:00\.000Z_\d+\.json$/);
      assert.match(files[0]?.[1] ?? "", new RegExp(`"price":\\s*${price.replace(".", "\\.")}`));
    }
  });
});
