import assert from "node:assert/strict";

import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  paginateFilterLogEvents,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";

import { createLogs } from "../../local/services/logs";
import { startCloud, type TestCloud } from "../lambda/cloud";

describe("CloudWatch Logs", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());

  /** A group with one stream that holds these messages, a millisecond apart. */
  async function written(logGroupName: string, messages: readonly string[]): Promise<number> {
    const start = Date.now() - 60_000;
    const logStreamName = "stream";
    await cloud.logs.send(new CreateLogGroupCommand({ logGroupName }));
    await cloud.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const logEvents = messages.map((message, at) => ({ timestamp: start + at, message }));
    await cloud.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    return start;
  }

  const filter = async (logGroupName: string, filterPattern: string): Promise<string[]> => {
    const { events = [] } = await cloud.logs.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern }),
    );
    return events.map(({ message }) => message ?? "");
  };

  it("keeps groups with their retention and tags", async () => {
    const logGroupName = "/kept/group";
    const { logs } = cloud;
    await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { a: "1" } }));
    await assert.rejects(logs.send(new CreateLogGroupCommand({ logGroupName })), {
      name: "ResourceAlreadyExistsException",
    });
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 14 }));
    await assert.rejects(
      logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 8 })),
      { name: "InvalidParameterException" },
    );
    const describe = new DescribeLogGroupsCommand({ logGroupNamePrefix: "/kept/" });
    const [group] = (await logs.send(describe)).logGroups ?? [];
    assert.equal(group?.retentionInDays, 14);
    const resourceArn = "arn:aws:logs:us-east-1:000000000000:log-group:/kept/group";
    assert.equal(group.arn, `${resourceArn}:*`);
    await logs.send(new TagResourceCommand({ resourceArn, tags: { b: "2" } }));
    await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
    const tags = await logs.send(new ListTagsForResourceCommand({ resourceArn }));
    assert.deepEqual(tags.tags, { b: "2" });
    await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }));
    assert.equal((await logs.send(describe)).logGroups?.[0]?.retentionInDays, undefined);
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    assert.deepEqual((await logs.send(describe)).logGroups, []);
    await assert.rejects(logs.send(new DeleteLogGroupCommand({ logGroupName })), {
      name: "ResourceNotFoundException",
    });
  });

  it("gives a stream's events forwards and backwards, page by page", async () => {
    const start = await written("pages", ["a", "b", "c", "d", "e"]);
    const stream = { logGroupName: "pages", logStreamName: "stream", limit: 2 };
    const get = async (more: object): Promise<[string, string, string]> => {
      const page = await cloud.logs.send(new GetLogEventsCommand({ ...stream, ...more }));
      const text = (page.events ?? []).map(({ message }) => message).join("");
      return [text, page.nextForwardToken ?? "", page.nextBackwardToken ?? ""];
    };
    const [first, forward] = await get({ startFromHead: true });
    const [second, last] = await get({ nextToken: forward });
    const [third, end] = await get({ nextToken: last });
    assert.deepEqual([first, second, third], ["ab", "cd", "e"]);
    assert.deepEqual((await get({ nextToken: end })).slice(0, 2), ["", end]);
    const [newest, , backward] = await get({});
    assert.deepEqual([newest, (await get({ nextToken: backward }))[0]], ["de", "bc"]);
    assert.equal((await get({ startTime: start + 1, endTime: start + 2 }))[0], "b");
  });

  it("describes streams by name and by their last event", async () => {
    await written("streams", ["x"]);
    const logGroupName = "streams";
    await cloud.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: "empty" }));
    const names = async (orderBy: "LogStreamName" | "LastEventTime"): Promise<unknown> => {
      const query = new DescribeLogStreamsCommand({ logGroupName, orderBy, descending: true });
      return (await cloud.logs.send(query)).logStreams?.map((stream) => stream.logStreamName);
    };
    assert.deepEqual(await names("LogStreamName"), ["stream", "empty"]);
    assert.deepEqual(await names("LastEventTime"), ["stream", "empty"]);
    await cloud.logs.send(new DeleteLogStreamCommand({ logGroupName, logStreamName: "stream" }));
    assert.deepEqual(await filter("streams", ""), []);
  });

  const lines = [
    "INFO stored 12 rows",
    "ERROR table HttpRequests throttled",
    "ERROR bucket missing",
    '{"level":"ERROR","count":3,"at":{"shard":"shardId-1"}}',
    '{"level":"INFO","count":30,"at":{"shard":"shardId-2"},"retry":null}',
  ];
  const patterns: [string, number[]][] = [
    ["", [0, 1, 2, 3, 4]],
    ["ERROR", [1, 2, 3]],
    ["ERROR table", [1]],
    ['"12 rows"', [0]],
    ["ERROR -table", [2, 3]],
    ["?stored ?missing", [0, 2]],
    ["%[0-9]+ rows%", [0]],
    ['{ $.level = "ERROR" }', [3]],
    ['{ $.level != "ERROR" }', [4]],
    ["{ $.count >= 3 && $.count < 30 }", [3]],
    ['{ ($.count = 3) || ($.at.shard = "shardId-2") }', [3, 4]],
    ['{ $.at.shard = "shardId-*" }', [3, 4]],
    ["{ $.at.shard = %shardId-[12]$% }", [3, 4]],
    ['{ $.level = "\\q" }', []],
    ["{ $.level = * }", [3, 4]],
    ["{ $.none = * }", []],
    ["{ $.retry NOT EXISTS }", [3]],
    ["{ $.retry IS NULL }", [4]],
  ];
  it("filters by terms, phrases, expressions and JSON", async () => {
    await written("patterns", lines);
    for (const [pattern, expected] of patterns) {
      assert.deepEqual(
        await filter("patterns", pattern),
        expected.map((at) => lines[at]),
        pattern,
      );
    }
    await assert.rejects(filter("patterns", "{ level = 3 }"), {
      name: "InvalidParameterException",
    });
    await assert.rejects(filter("patterns", "[a, b]"), { name: "InvalidParameterException" });
  });

  it("filters page by page, between two times", async () => {
    const start = await written(
      "filtered",
      Array.from({ length: 25 }, (_, at) => `line ${at}`),
    );
    const found: string[] = [];
    for await (const page of paginateFilterLogEvents(
      { client: cloud.logs, pageSize: 4 },
      { logGroupName: "filtered", startTime: start + 5, endTime: start + 20 },
    )) {
      assert.ok((page.events ?? []).length <= 4);
      found.push(...(page.events ?? []).map(({ message }) => message ?? ""));
    }
    assert.deepEqual(
      found,
      Array.from({ length: 16 }, (_, at) => `line ${at + 5}`),
    );
  });

  it("refuses events out of order, and tells which are too old", async () => {
    await written("order", ["x"]);
    const stream = { logGroupName: "order", logStreamName: "stream" };
    const now = Date.now();
    const put = (times: number[]) => {
      const logEvents = times.map((timestamp) => ({ timestamp, message: "m" }));
      return cloud.logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
    };
    await assert.rejects(put([now, now - 1]), { name: "InvalidParameterException" });
    const answer = await put([now - 20 * 86_400_000, now]);
    assert.equal(answer.rejectedLogEventsInfo?.tooOldLogEventEndIndex, 1);
  });

  it("stays within its memory: the oldest events of the fullest group go first", async () => {
    const logs = createLogs({ region: "us-east-1", accountId: "000000000000", maxBytes: 100_000 });
    const message = "x".repeat(974);
    logs.append("quiet", "s", [{ timestamp: 1, message: "kept" }]);
    for (let at = 0; at < 500; at += 1) logs.append("loud", "s", [{ timestamp: at, message }]);
    const count = async (logGroupName: string): Promise<number> => {
      const operation = logs.operations.FilterLogEvents;
      const context = {} as never;
      const answer = (await operation?.run({ logGroupName } as never, context)) as {
        events: unknown[];
      };
      return answer.events.length;
    };
    assert.equal(await count("quiet"), 1);
    assert.equal(await count("loud"), 99);
  });
});
