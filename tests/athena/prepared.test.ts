import assert from "node:assert/strict";
import { newLake } from "../firehose/lake";
import { ask } from "./queries";
import type { Lake } from "./queries";

describe("Athena's parameters and prepared statements", () => {
  let lake: Lake;
  before(async () => {
    lake = await newLake();
    await lake.createTable();
  });
  after(() => lake.stop());

  const rows = async (sql: string, ...ExecutionParameters: string[]) => {
    const more = ExecutionParameters.length > 0 ? { ExecutionParameters } : {};
    const { rows: found, reason } = await ask(lake, sql, more);
    assert.equal(reason, undefined, sql);
    return found;
  };
  const primary = { WorkGroup: "primary" };

  it("fills question marks in their order, and none in a text", async () => {
    const sql = "SELECT ? AS a, '?' AS mark, 10 - ? AS b, DATE '2024-01-15' = ? AS c LIMIT ?";
    assert.deepEqual(await rows(sql, "'it''s'", "-5", "DATE '2024-01-15'", "3"), [
      ["it's", "?", "15", "true"],
    ]);
  });

  it("tells the parameters of an execution", async () => {
    const { output } = await ask(lake, "SELECT ? AS a", { ExecutionParameters: ["'x'"] });
    const QueryExecutionId = output.replace(/^.*\/|\.csv$/g, "");
    const { QueryExecution } = await lake.cloud.call("athena", "GetQueryExecution", {
      QueryExecutionId,
    });
    assert.deepEqual(QueryExecution?.ExecutionParameters, ["'x'"]);
    assert.equal(QueryExecution.Query, "SELECT ? AS a");
  });

  it("fails where parameters and question marks are not as many, or end the query", async () => {
    const { reason } = await ask(lake, "SELECT ?, ?", { ExecutionParameters: ["1"] });
    assert.match(reason ?? "", /Incorrect number of parameters: expected 2 but found 1/);
    for (const value of ["1); DROP TABLE sensor_data", "1, 2", ")", "1) + (2"]) {
      const { state } = await ask(lake, "SELECT ?", { ExecutionParameters: [value] });
      assert.equal(state, "FAILED", value);
    }
  });

  it("runs a statement that SQL prepared", async () => {
    await rows("PREPARE twice FROM SELECT ? AS a, ? AS b");
    assert.deepEqual(await rows("EXECUTE twice USING concat('a', 'b'), 2"), [["ab", "2"]]);
    assert.deepEqual(await rows("EXECUTE twice", "'c'", "3"), [["c", "3"]]);
    await rows("DEALLOCATE PREPARE twice");
    const { reason } = await ask(lake, "EXECUTE twice USING 1, 2");
    assert.match(reason ?? "", /PreparedStatement twice was not found in workGroup primary/);
  });

  it("runs a prepared statement that writes, with its own kind of output", async () => {
    await rows("PREPARE put_one FROM INSERT INTO sensor_data (sensor_id) VALUES (?)");
    const { output } = await ask(lake, "EXECUTE put_one USING 's-9'");
    assert.match(output, /results\/[-\da-f]+$/);
    assert.deepEqual(await rows("SELECT sensor_id FROM sensor_data"), [["s-9"]]);
  });

  it("creates, changes, lists and deletes prepared statements by the API", async () => {
    const { cloud } = lake;
    const one = { ...primary, StatementName: "by_api" };
    const create = () =>
      cloud.call("athena", "CreatePreparedStatement", { ...one, QueryStatement: "SELECT ?" });
    await create();
    await assert.rejects(create(), /already exists in workGroup primary/);
    const update = { ...one, QueryStatement: "SELECT 1 + ?", Description: "adds one" };
    await cloud.call("athena", "UpdatePreparedStatement", update);
    const { PreparedStatement } = await cloud.call("athena", "GetPreparedStatement", one);
    assert.equal(PreparedStatement?.QueryStatement, "SELECT 1 + ?");
    assert.deepEqual(await rows("EXECUTE by_api USING 2"), [["3"]]);
    const { PreparedStatements } = await cloud.call("athena", "ListPreparedStatements", primary);
    assert.ok(PreparedStatements?.some(({ StatementName }) => StatementName === "by_api"));
    const batch = { ...primary, PreparedStatementNames: ["by_api", "nope"] };
    const found = await cloud.call("athena", "BatchGetPreparedStatement", batch);
    assert.equal(found.PreparedStatements?.length, 1);
    assert.equal(found.UnprocessedPreparedStatementNames?.[0]?.StatementName, "nope");
    await cloud.call("athena", "DeletePreparedStatement", one);
    await assert.rejects(cloud.call("athena", "GetPreparedStatement", one), {
      code: "ResourceNotFoundException",
    });
  });
});
