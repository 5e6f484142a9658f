import assert from "node:assert/strict";
import { CloudWatchClient, DeleteAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { clientSettings } from "../../commands/aws";
import { AwsError } from "../../local/gateway/service";
import { needCli } from "./cli";
import type { Step } from "./events";
import { World } from "./world";

const logGroup = "/aws/lambda/http-requests-consumer-one";
const consumer = "http-requests-consumer";
const configurationDrift = [
  `update Function ${consumer} memorySize`,
  `update LogGroup ${consumer} retentionInDays`,
];
const outage = new AwsError("ServiceException", "out of order", 500);

const described = (steps: readonly Step[]) =>
  steps
    .map(({ op, type, name, diffs }) => [op, type.split(":")[2], name, diffs.join()].join(" "))
    .sort();

describe("pulumi, when something goes wrong", function () {
  this.bail(true);
  let world: World | undefined;
  const given = () => {
    assert.ok(world);
    return world;
  };

  before(async function () {
    needCli(this);
    world = await World.create();
    await world.project.stack("one", { scenarios: ["http-requests"] });
    await world.project.stack("two", { scenarios: ["http-requests"] });
  });
  after(() => world?.stop());

  it("resumes an up that failed midway, with a log group half made", async () => {
    const { project, cloud } = given();
    cloud.faults.add({ service: "lambda", operation: "CreateFunction", error: outage });
    cloud.faults.add({ service: "logs", operation: "PutRetentionPolicy", error: outage });
    const failed = await project.run("up", "one");
    assert.notEqual(failed.code, 0);
    assert.match(failed.output, /out of order/);
    cloud.faults.clear();
    const { steps } = await project.succeeds("up", "one");
    assert.ok(described(steps).includes(`update LogGroup ${consumer} `), described(steps).join());
    assert.ok(described(steps).includes(`create Function ${consumer} `));
    await given().request("http-requests-one", "/", 1);
    assert.equal((await given().rows("HttpRequests-one")).length, 1);
  });

  it("finds by refresh what was changed through the SDK, and puts it right by up", async () => {
    const { project, cloud } = given();
    const settings = clientSettings(cloud.client);
    const lambda = new LambdaClient(settings);
    const logs = new CloudWatchLogsClient(settings);
    const alarms = new CloudWatchClient(settings);
    const change = { FunctionName: `${consumer}-one`, MemorySize: 1024 };
    await lambda.send(new UpdateFunctionConfigurationCommand(change));
    const retention = { logGroupName: logGroup, retentionInDays: 1 };
    await logs.send(new PutRetentionPolicyCommand(retention));
    await alarms.send(new DeleteAlarmsCommand({ AlarmNames: [`${consumer}-errors-one`] }));
    const found = await project.succeeds("refresh", "one");
    assert.deepEqual(described(found.steps), [
      `delete MetricAlarm ${consumer}-errors `,
      ...configurationDrift,
    ]);
    const remediated = await project.succeeds("up", "one");
    assert.deepEqual(described(remediated.steps), [
      `create MetricAlarm ${consumer}-errors `,
      ...configurationDrift,
    ]);
    for (const client of [lambda, logs, alarms]) client.destroy();
  });

  it("keeps two stacks apart", async () => {
    const { project } = given();
    await project.succeeds("up", "two");
    await given().request("http-requests-two", "/", 10);
    assert.equal((await given().rows("HttpRequests-one")).length, 1);
    assert.equal((await given().rows("HttpRequests-two")).length, 10);
  });

  it("destroys a stack whose bucket is full, and leaves the other one", async () => {
    const { project } = given();
    const { failureBucket } = await project.outputs("one");
    for (let i = 0; i < 1100; i += 1) {
      await given().client.call("s3", "PutObject", {
        Bucket: String(failureBucket),
        Key: `k/${i}`,
        Body: "x",
      });
    }
    await project.succeeds("destroy", "one");
    const { code, output } = await given().leftovers("one");
    assert.equal(code, 0, output);
    await given().request("http-requests-two", "/", 10);
    assert.equal((await given().rows("HttpRequests-two")).length, 20);
  });

  it("finds a log group that was made again after its stack was destroyed", async () => {
    await given().client.call("logs", "CreateLogGroup", { logGroupName: logGroup });
    const { code, output } = await given().leftovers("one");
    assert.equal(code, 1);
    assert.ok(output.includes(logGroup), output);
    await given().client.call("logs", "DeleteLogGroup", { logGroupName: logGroup });
    assert.equal((await given().leftovers("one")).code, 0);
  });

  it("leaves an empty gateway when the last stack is destroyed", async () => {
    await given().project.succeeds("destroy", "two");
    assert.deepEqual(await given().everything(), []);
  });
});
