import { deepEqual, equal } from "node:assert/strict";
import type { AlertItem } from "../../../runtime/alerting/alert";
import { openWriter } from "../support/container";
import { entries, writing } from "../support/factories";
import { suiteCloud } from "../support/suite";
import { serveTopic } from "../support/topic";

describe("an answer of SNS that is lost", () => {
  const cloud = suiteCloud();

  it("sends an alert twice, with the same id, when the answer of SNS is lost", async () => {
    await cloud.createTable("lost", "id");
    const published = serveTopic(cloud);
    cloud.lose("PublishBatch");
    const writer = openWriter<AlertItem>(
      "alerts",
      { scenario: "s", type: "t" },
      { TOPIC_ARN: "arn:aws:sns:us-east-1:0:alerts", LEDGER_TABLE: "lost" },
    );
    const items = entries({ id: "t1", subject: "t1", message: {} });
    deepEqual(await writer.write(items, writing()), []);
    deepEqual(
      published.map(({ attributes }) => attributes["id"]?.value),
      ["t1", "t1"],
    );
    deepEqual(await writer.write(items, writing()), []);
    equal(published.length, 2);
  });
});
