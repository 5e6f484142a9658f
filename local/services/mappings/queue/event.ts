import type { Message } from "@aws-sdk/client-sqs";

/**
 * A message as functions get it.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function recordOf(message: Message, queueArn: string): object {
  const { MessageAttributes = {}, MD5OfMessageAttributes } = message;
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { StringValue, BinaryValue, DataType }]) => [
      name,
      {
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && {
          binaryValue: Buffer.from(BinaryValue).toString("base64"),
        }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ],
  );
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(attributes) as object,
    ...(MD5OfMessageAttributes !== undefined && { md5OfMessageAttributes: MD5OfMessageAttributes }),
    md5OfBody: message.MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(":")[3],
  };
}
