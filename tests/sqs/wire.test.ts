import assert from "node:assert/strict";
import { Workbench } from "./cloud";

const authorization =
  "AWS4-HMAC-SHA256 Credential=any/20261101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0";

describe("SQS over the query protocol", () => {
  let bench: Workbench;

  before(async () => {
    bench = await Workbench.start();
  });
  after(() => bench.stop());

  const post = async (path: string, parameters: Record<string, string>) => {
    const response = await fetch(bench.cloud.endpoint + path, {
      method: "POST",
      headers: { authorization },
      body: new URLSearchParams({ Version: "2012-11-05", ...parameters }),
    });
    return { status: response.status, body: await response.text() };
  };
  const texts = (body: string, element: string) =>
    [...body.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, text]) => text);

  it("takes and gives messages at a queue's own address", async () => {
    const created = await post("/", {
      Action: "CreateQueue",
      QueueName: "old",
      "Attribute.1.Name": "VisibilityTimeout",
      "Attribute.1.Value": "5",
      "Tag.1.Key": "team",
      "Tag.1.Value": "a",
    });
    assert.match(created.body, /xmlns="http:\/\/queue.amazonaws.com\/doc\/2012-11-05\/"/);
    const [url = ""] = texts(created.body, "QueueUrl");
    const { pathname } = new URL(url);
    const sent = await post(pathname, {
      Action: "SendMessage",
      MessageBody: "a <b>",
      "MessageAttribute.1.Name": "bytes",
      "MessageAttribute.1.Value.DataType": "Binary",
      "MessageAttribute.1.Value.BinaryValue": "AP8=",
    });
    const received = await post(pathname, {
      Action: "ReceiveMessage",
      "AttributeName.1": "ApproximateReceiveCount",
      "MessageAttributeName.1": "All",
    });
    assert.deepEqual(texts(received.body, "MessageId"), texts(sent.body, "MessageId"));
    assert.deepEqual(texts(received.body, "Body"), ["a &lt;b&gt;"]);
    assert.match(
      received.body,
      /<Attribute><Name>ApproximateReceiveCount<\/Name><Value>1<\/Value><\/Attribute>/,
    );
    assert.deepEqual(texts(received.body, "BinaryValue"), ["AP8="]);
    const [ReceiptHandle = ""] = texts(received.body, "ReceiptHandle");
    const deleted = await post(pathname, { Action: "DeleteMessage", ReceiptHandle });
    assert.equal(deleted.status, 200);
    const attributes = await post(pathname, {
      Action: "GetQueueAttributes",
      "AttributeName.1": "VisibilityTimeout",
      "AttributeName.2": "ApproximateNumberOfMessagesNotVisible",
    });
    assert.deepEqual(texts(attributes.body, "Value"), ["0", "5"]);
    const tags = await post(pathname, { Action: "ListQueueTags" });
    assert.match(tags.body, /<Tag><Key>team<\/Key><Value>a<\/Value><\/Tag>/);
  });

  it("writes batches with an element for each entry", async () => {
    const QueueUrl = await bench.queue("batches");
    const { body } = await post("/", {
      Action: "SendMessageBatch",
      QueueUrl,
      "SendMessageBatchRequestEntry.1.Id": "a",
      "SendMessageBatchRequestEntry.1.MessageBody": "m",
      "SendMessageBatchRequestEntry.2.Id": "b",
      "SendMessageBatchRequestEntry.2.MessageBody": "",
    });
    assert.match(body, /<SendMessageBatchResultEntry><Id>a<\/Id>/);
    assert.match(body, /<BatchResultErrorEntry><Id>b<\/Id>/);
    const listed = await post("/", { Action: "ListQueues", QueueNamePrefix: "batches" });
    assert.deepEqual(texts(listed.body, "QueueUrl"), [QueueUrl]);
  });

  it("calls errors by the names that older clients know", async () => {
    const path = "/000000000000/none";
    const { status, body } = await post(path, { Action: "PurgeQueue" });
    assert.equal(status, 400);
    assert.deepEqual(texts(body, "Code"), ["AWS.SimpleQueueService.NonExistentQueue"]);
    const missing = await post("/", { Action: "PurgeQueue" });
    assert.deepEqual(texts(missing.body, "Code"), ["MissingParameter"]);
    assert.deepEqual(texts(missing.body, "Message"), [
      "The request must contain the parameter QueueUrl.",
    ]);
    const response = await fetch(bench.cloud.endpoint, {
      method: "POST",
      headers: {
        authorization,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "AmazonSQS.PurgeQueue",
        "x-amzn-query-mode": "true",
      },
      body: JSON.stringify({ QueueUrl: bench.cloud.endpoint + path }),
    });
    assert.equal(response.headers.get("content-type"), "application/x-amz-json-1.0");
    assert.equal(
      response.headers.get("x-amzn-query-error"),
      "AWS.SimpleQueueService.NonExistentQueue;Sender",
    );
    assert.deepEqual(await response.json(), {
      __type: "QueueDoesNotExist",
      message: "The specified queue does not exist.",
    });
  });
});
