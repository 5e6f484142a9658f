import assert from "node:assert/strict";
import { StreamPipeline } from "../../components/pipeline";
import { toAlerts, toCrossings, toObjects, toTable, toWarehouse } from "../../components/sinks";
import type { SinkDefinition } from "../../components/sinks/sink";
import type { Foundation } from "../../components/stack";
import type { NameKind } from "../../components/names";
import { automaticFaultOf, faultOf } from "../../components/names/check";
import { orders, ordersTable, parseOrder, type Order } from "./orders";
import { register, registerProgram, type ProgramOptions } from "./program";

type Args = Partial<ConstructorParameters<typeof StreamPipeline<Order>>[1]>;

function pipeline(foundation: Foundation, name: string, args: Args = {}) {
  const sinks = "consumers" in args ? {} : { sinks: [ordersTable(`${name}-rows`)] };
  const common = { foundation, stream: { name: `${name}-stream` }, parse: parseOrder };
  return new StreamPipeline<Order>(name, { ...common, ...sinks, ...args } as never);
}

async function refusal(
  build: (foundation: Foundation) => unknown,
  options?: ProgramOptions,
): Promise<string> {
  let message: string | undefined;
  await register(build, options).catch((error: unknown) => {
    assert.ok(error instanceof Error);
    message = error.message;
  });
  assert.ok(message !== undefined, "nothing was refused");
  assert.doesNotMatch(message, /\n/);
  return message;
}

const long = (length: number) => "x".repeat(length);

describe("names in AWS", function () {
  const taken: readonly (readonly [NameKind, string])[] = [
    ["stream", `a.b_c-D${long(121)}`],
    ["deliveryStream", long(64)],
    ["function", long(64)],
    ["logGroup", `/aws/lambda/${long(500)}`],
    ["role", "a+=,.@-_"],
    ["table", "abc"],
    ["table", long(255)],
    ["topic", long(256)],
    ["alarm", "anything / at : all é"],
    ["bucket", "a.b-c3"],
    ["glueDatabase", "sensors_local"],
    ["athenaWorkgroup", "primary-local"],
    ["cluster", `a${long(62)}`],
    ["serverlessWorkgroup", "1-a"],
  ];
  for (const [kind, name] of taken)
    it(`takes the ${kind} ${name.slice(0, 20)} (${name.length})`, () => {
      assert.equal(faultOf(kind, name), undefined);
    });

  const refused: readonly (readonly [NameKind, string, RegExp])[] = [
    ["stream", long(129), /129 characters where AWS takes 128.*/],
    ["stream", "a b", /has " ", which AWS refuses/],
    ["deliveryStream", long(65), /takes 64/],
    ["function", long(65), /takes 64/],
    ["function", "a.b", /"\."/],
    ["function", "é", /"é"/],
    ["logGroup", "aws/lambda/x", /starts with "aws\/"/],
    ["role", long(65), /takes 64/],
    ["table", "ab", /2 characters where AWS asks for 3/],
    ["index", "a b", /" "/],
    ["topic", "a.fifo", /"\."/],
    ["alarm", "a\nb", /"\\n"/],
    ["alarm", long(256), /takes 255/],
    ["dashboard", "a b", /" "/],
    ["budget", "a:b", /":"/],
    ["bucket", "xn--a", /which S3 keeps for itself/],
    ["bucket", "-ab", /does not start with a letter or digit/],
    ["bucket", "a..b", /two dots in a row/],
    ["bucket", "Ab1", /"A"/],
    ["securityGroup", "sg-abc", /marks an id/],
    ["glueDatabase", "a-b", /"-"/],
    ["glueDatabase", "default", /has already/],
    ["athenaWorkgroup", "Primary", /every account has/],
    ["cluster", "1a", /does not start with a letter/],
    ["cluster", "a--b", /two hyphens in a row/],
    ["cluster", "a-", /ends with a hyphen/],
    ["cluster", long(64), /takes 63/],
    ["serverlessWorkgroup", "ab", /asks for 3/],
    ["scheduledAction", long(61), /takes 60/],
  ];
  for (const [kind, name, says] of refused)
    it(`refuses the ${kind} ${JSON.stringify(name.slice(0, 20))} (${name.length})`, () => {
      assert.match(faultOf(kind, name)?.problem ?? "", says);
    });

  it("counts what Pulumi puts behind the names that it makes itself", () => {
    assert.equal(automaticFaultOf("role", long(56)), undefined);
    assert.match(automaticFaultOf("role", long(57))?.problem ?? "", /65 characters/);
    assert.equal(automaticFaultOf("bucket", "Stocks-Files"), undefined);
    assert.match(automaticFaultOf("bucket", "a_b")?.problem ?? "", /"_"/);
  });

  it("says the limit, the name, what it is made of, and what to change", async () => {
    const stack = "feature-JIRA-12345-add-a-new-consumer-for-marketing-events";
    assert.equal(
      await refusal((foundation) => orders(foundation), { stack }),
      `orders-consumer: the name of its Lambda function, "orders-consumer-${stack}", has 74 ` +
        "characters where AWS takes 64 (it is made of the pipeline's and the consumer's name and " +
        `the stack's name, "${stack}"); shorten it by 10: change the pipeline's and the ` +
        "consumer's name, or run pulumi stack rename.",
    );
  });

  it("refuses the product's own program where the stack's name is too long", async () => {
    const stack = "feature-JIRA-12345-add-a-new-consumer-for-marketing-events";
    await assert.rejects(registerProgram({ stack }), /where AWS takes 64/);
  });

  it("refuses a dotted stack, which would share its names with another one", async () => {
    assert.match(
      await refusal(() => undefined, { stack: "acme.eu" }),
      /"acme\.eu", has a dot, .* pulumi stack rename acme-eu/,
    );
  });

  it("puts the stack's name behind it, but in dev", async () => {
    for (const [stack, expected] of [
      ["dev", ["Orders", "sales", "sales"]],
      ["My_Stack", ["Orders-My_Stack", "sales_my_stack", "sales-my-stack"]],
    ] as const) {
      const names: string[] = [];
      const owner = { owner: "orders", from: "name" };
      await register(
        (foundation) => {
          names.push(foundation.physicalName("table", "Orders", owner));
          names.push(foundation.physicalName("glueDatabase", "Sales", owner));
          names.push(foundation.physicalName("cluster", "Sales", owner));
        },
        { stack },
      );
      assert.deepEqual(names, expected);
    }
  });

  for (const name of ["a b", "a/b", "a.b", "é", "a:b", "a\nb", "a*", "日本", long(60)])
    it(`refuses a pipeline called ${JSON.stringify(name.slice(0, 10))}`, async () => {
      const build = (foundation: Foundation) =>
        pipeline(foundation, name, {
          stream: { name: "orders" },
          sinks: [ordersTable("Orders")],
        });
      assert.match(
        await refusal(build),
        /the name of its (Lambda function|IAM role|CloudWatch alarm)/,
      );
    });

  it("refuses a pipeline whose only consumer is an object's prototype", async () => {
    const consumers = JSON.parse('{"a":{}}') as Record<string, never>;
    Reflect.setPrototypeOf(consumers, { consumer: { sinks: [ordersTable()] } });
    delete consumers.a;
    assert.match(
      await refusal((foundation) => pipeline(foundation, "a", { consumers })),
      /a: has no consumer and no lake; give it one/,
    );
  });
});

describe("two resources of one name", function () {
  const consumer = (...sinks: SinkDefinition<Order>[]) => ({ sinks });
  const row = (order: Order): Order => order;
  const lake = (database: string, table: string) => ({
    database,
    table,
    columns: { id: "string" },
  });
  const alerts = (topic: string) => toAlerts<Order>({ topic, type: "t", toAlert: () => undefined });
  const crossings = (table: string, topic: string) =>
    toCrossings<Order>({
      table,
      partitionKey: "id",
      topic,
      type: "t",
      threshold: 1,
      toReading: () => undefined,
    });
  const warehouse = (database: string, table = "facts") =>
    toWarehouse<Order>({
      database,
      table,
      columns: { id: { type: "varchar(50)" } },
      mergeOn: "id",
      sortKey: "id",
      toRow: row,
    });
  const two = (first: Args, second: Args) => (foundation: Foundation) => {
    pipeline(foundation, "first", first);
    pipeline(foundation, "second", second);
  };
  const sinks = (...made: SinkDefinition<Order>[]): Args => ({ sinks: made });

  const clashes: Readonly<Record<string, readonly [(foundation: Foundation) => unknown, RegExp]>> =
    {
      "two pipelines with one table": [
        two(sinks(ordersTable("Shared")), sinks(ordersTable("Shared"))),
        /^second-Shared: first-Shared has the DynamoDB table "Shared" already; change table in one of them\.$/,
      ],
      "two pipelines with one stream": [
        two({ stream: { name: "s" } }, { stream: { name: "s" } }),
        /^second: first has the Kinesis stream "s" already; change stream\.name/,
      ],
      "two pipelines with one topic": [
        two(sinks(alerts("t")), sinks(alerts("t"))),
        /^second-t: first-t has the SNS topic "t" already/,
      ],
      "an alert topic and the topic of a crossing": [
        two(sinks(alerts("t")), sinks(crossings("Latest", "t"))),
        /has the SNS topic "t" already/,
      ],
      "an alert topic and the topic of alarms": [
        (foundation) => pipeline(foundation, "first", sinks(alerts("stream-alarms"))),
        /^first-stream-alarms: foundation has the SNS topic "stream-alarms" already/,
      ],
      "a table and a ledger": [
        two(sinks(alerts("t")), sinks(ordersTable("t-ledger"))),
        /^second-t-ledger: first-t-ledger has the DynamoDB table "t-ledger" already/,
      ],
      "a table and a table of latest readings": [
        (foundation) =>
          pipeline(foundation, "a", {
            consumers: {
              one: consumer(ordersTable("Latest")),
              two: consumer(crossings("Latest2", "t"), ordersTable("t-ledger")),
            },
          }),
        /the DynamoDB table "t-ledger"/,
      ],
      "two pipelines with one lake database": [
        two({ lake: lake("lake", "a") }, { lake: lake("lake", "b") }),
        /^second-lake: first-lake has the Glue database "lake" already; change lake\.database/,
      ],
      "lake databases that Glue spells alike": [
        two({ lake: lake("My-Lake", "a") }, { lake: lake("my_lake", "a") }),
        /the Glue database "my_lake" already/,
      ],
      "two pipelines with one warehouse database": [
        two(sinks(warehouse("sales")), sinks(warehouse("sales"))),
        /^second-facts: first-facts has the Redshift cluster "sales" already; change database/,
      ],
      "two indexes of one name": [
        (foundation) => {
          const index = { name: "byDay", partitionKey: "day" };
          const table = toTable<Order>({
            table: "Orders",
            partitionKey: "id",
            indexes: [index, index],
            toRow: row,
          });
          return pipeline(foundation, "a", sinks(table));
        },
        /the DynamoDB index "byDay" already; change indexes' name/,
      ],
      "a pipeline a with a consumer b-c, and a-b with c": [
        (foundation) => {
          pipeline(foundation, "a", { consumers: { "b-c": consumer(ordersTable("One")) } });
          pipeline(foundation, "a-b", { consumers: { c: consumer(ordersTable("Two")) } });
        },
        /^a-b-c: a-b-c has the Lambda function "a-b-c" already; change the pipeline's and the consumer's name/,
      ],
      "two pipelines of one name": [
        (foundation) => {
          pipeline(foundation, "a", sinks(ordersTable("One")));
          pipeline(foundation, "a", { stream: { name: "b" }, ...sinks(ordersTable("Two")) });
        },
        /the CloudWatch alarm "a-iterator-age" already/,
      ],
      "two sinks whose names differ in what environment variables cannot have": [
        (foundation) => pipeline(foundation, "a", sinks(ordersTable("a-b"), ordersTable("A_b"))),
        /two sinks have the names a-b and A_b, which give their environment variables the same/,
      ],
    };
  for (const [what, [build, says]] of Object.entries(clashes))
    it(`refuses ${what}`, async () => {
      const message = await refusal(build);
      assert.match(message, says);
    });

  it("lets two tables in two databases, and indexes of two tables, have one name", async () => {
    const index = { name: "byDay", partitionKey: "day" };
    const table = (name: string) =>
      toTable<Order>({ table: name, partitionKey: "id", indexes: [index], toRow: row });
    const build = (foundation: Foundation) => {
      pipeline(foundation, "first", { lake: lake("one", "events"), ...sinks(table("One")) });
      pipeline(foundation, "second", { lake: lake("two", "events"), ...sinks(table("Two")) });
    };
    assert.equal((await register(build)).ofType("catalogTable:CatalogTable").length, 2);
  });

  it("lets a sink be named like a consumer", async () => {
    const build = (foundation: Foundation) =>
      pipeline(foundation, "a", {
        consumers: {
          files: consumer(
            toObjects<Order>({ name: "files", prefixes: ["raw/"], toFiles: () => undefined }),
          ),
        },
      });
    assert.equal((await register(build)).ofType("lambda/function:Function").length, 1);
  });
});
