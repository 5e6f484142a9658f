import assert from "node:assert/strict";
import path from "node:path";
import { pythonClients } from "./python-clients";
import { here, succeed, withCloud } from "./tools";

describe("Python's clients of the lake", () => {
  let programs: string;

  before(async function () {
    programs = await pythonClients(this, "lake/requirements.txt");
  });

  const drive = async (script: string) => {
    const PATH = [programs, process.env.PATH].join(path.delimiter);
    const output = await withCloud((cloud) => {
      const env = { ...cloud, PATH, PYTHONDONTWRITEBYTECODE: "1" };
      return succeed("python3", [here("python/lake", script)], { seconds: 400, env });
    });
    return output.trimEnd().split("\n");
  };

  it("keep datasets and read queries in every way: awswrangler", async () => {
    assert.deepEqual(await drive("wrangler.py"), [
      "store: 2 files of 4 rows",
      "every_way: ctas, csv, unload, table of 4",
      "parameters: counted 5",
      "written: counts, 4 rows unloaded",
      "catalog: bigint, double, decimal(10,2), string, date, timestamp, string",
      "csv: 4 lines, 4 objects",
      "statements: 1, 0 bytes",
      "append: mended",
      "default_bucket: two is 2",
      "cleanup: 0 objects left",
    ]);
  });

  it("run statements by cursors and SQLAlchemy: PyAthena", async () => {
    assert.deepEqual(await drive("dbapi.py"), [
      "tables: region=eu, region=us",
      "cursor: id, amount, price, note, sold, sold_at, tags, region",
      "parameters: 2 by a prepared statement",
      `dictionaries: {'id': 1, 'note': 'a, "b"'}`,
      "frames: (3, 5), (3, 5)",
      "asynchronous: 3 rows",
      "errors: three refused",
      "metadata: ['shop'] ['sales'] ['region']",
      "alchemy: ['id', 'amount'], 1.50",
    ]);
  });
});
