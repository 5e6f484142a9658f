import assert from "node:assert/strict";
import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { eventually } from "../eventually";
import { refused, Workbench } from "./cloud";

describe("moves of dead letters", () => {
  let bench: Workbench;
  let work: string;
  let dead: string;

  beforeEach(async () => {
    bench = await Workbench.start();
    dead = await bench.queue("dead");
    const policy = { deadLetterTargetArn: bench.arn("dead"), maxReceiveCount: 1 };
    work = await bench.queue("work", {
      RedrivePolicy: JSON.stringify(policy),
      VisibilityTimeout: "0",
    });
    for (const body of ["1", "2", "3"]) await bench.send(work, body);
    await bench.receive(work);
    await bench.receive(work);
    assert.deepEqual(await bench.counts(dead), [3, 0, 0]);
  });
  afterEach(() => bench.stop());

  const start = (
    besides: { DestinationArn?: string; MaxNumberOfMessagesPerSecond?: number } = {},
  ) =>
    bench.client.send(
      new StartMessageMoveTaskCommand({ SourceArn: bench.arn("dead"), ...besides }),
    );
  const list = async () => {
    const command = new ListMessageMoveTasksCommand({
      SourceArn: bench.arn("dead"),
      MaxResults: 10,
    });
    return (await bench.client.send(command)).Results ?? [];
  };
  const completed = () => eventually(async () => (await list())[0]?.Status === "COMPLETED");

  it("bring messages back to the queues that gave them up", async () => {
    await start();
    await completed();
    assert.deepEqual(await bench.counts(dead), [0, 0, 0]);
    assert.deepEqual((await bench.bodies(work)).sort(), ["1", "2", "3"]);
    const [task] = await list();
    assert.deepEqual(
      [task?.ApproximateNumberOfMessagesMoved, task?.ApproximateNumberOfMessagesToMove],
      [3, 3],
    );
    assert.equal(task?.StartedTimestamp, bench.now);
    assert.equal(task.TaskHandle, undefined);
  });

  it("bring them to another queue, where one is named", async () => {
    const other = await bench.queue("other");
    await start({ DestinationArn: bench.arn("other") });
    await completed();
    assert.deepEqual((await bench.bodies(other)).sort(), ["1", "2", "3"]);
  });

  it("go on one at a time, at the rate that is asked for, until they are cancelled", async () => {
    const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 });
    await assert.rejects(start(), refused("InvalidParameterValue", "already a task running"));
    await eventually(async () => (await list())[0]?.ApproximateNumberOfMessagesMoved === 1);
    const cancel = () => bench.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    await cancel();
    await assert.rejects(cancel(), refused("InvalidParameterValue", "Only active tasks"));
    assert.equal((await list())[0]?.Status, "CANCELLED");
  });

  it("are of dead-letter queues alone", async () => {
    await assert.rejects(
      bench.client.send(new StartMessageMoveTaskCommand({ SourceArn: bench.arn("work") })),
      refused("InvalidParameterValue", "must be configured as a Dead Letter Queue"),
    );
    const none = { DestinationArn: bench.arn("none") };
    await assert.rejects(start(none), refused("ResourceNotFoundException", "DestinationArn"));
  });
});
