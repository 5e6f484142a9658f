"""Drives SQS: batches, long polling, dead letters, order, and pages."""

import hashlib
import json
import struct

import boto3
from stores import fault

KIND = {"DataType": "String", "StringValue": "order"}
BYTES = {"DataType": "Binary", "BinaryValue": b"\x00\xff"}


def run():
    sqs = boto3.resource("sqs")
    client = sqs.meta.client
    dead = sqs.create_queue(QueueName="dead")
    policy = {"deadLetterTargetArn": dead.attributes["QueueArn"], "maxReceiveCount": 1}
    queue = sqs.create_queue(
        QueueName="work",
        Attributes={"VisibilityTimeout": "0", "RedrivePolicy": json.dumps(policy)},
        tags={"team": "a"},
    )
    assert client.list_queue_tags(QueueUrl=queue.url)["Tags"] == {"team": "a"}
    entries = [{"Id": str(n), "MessageBody": f"ä{n}"} for n in range(10)]
    entries[0]["MessageAttributes"] = {"kind": KIND, "bytes": BYTES}
    sent = queue.send_messages(Entries=entries)["Successful"]
    assert [each["MD5OfMessageBody"] for each in sent] == [md5(f"ä{n}".encode()) for n in range(10)]
    assert sent[0]["MD5OfMessageAttributes"] == attributes_md5({"kind": KIND, "bytes": BYTES})
    messages = receive(queue)
    assert [message.body for message in messages] == [f"ä{n}" for n in range(10)]
    assert messages[0].message_attributes == {"kind": KIND, "bytes": BYTES}
    messages[0].delete()
    assert receive(queue) == []
    given_up = receive(dead)
    for message in given_up:
        message.delete()
    refused = fault(client.send_message, QueueUrl=queue.url + "-none", MessageBody="a")
    return f"{len(given_up)} dead letters, {ordered(sqs)}, {pages(client)} pages, then {refused}"


def ordered(sqs):
    fifo = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    queue = sqs.create_queue(QueueName="ordered.fifo", Attributes=fifo)
    for body in ["1", "1", "2", "3"]:
        queue.send_message(MessageBody=body, MessageGroupId="g")
    return " ".join(message.body for message in receive(queue))


def pages(client):
    listing = client.get_paginator("list_queues").paginate(PaginationConfig={"PageSize": 2})
    found = list(listing)
    assert sum(len(page["QueueUrls"]) for page in found) == 3
    return len(found)


def receive(queue):
    return queue.receive_messages(
        MaxNumberOfMessages=10, MessageAttributeNames=["All"], WaitTimeSeconds=1
    )


def md5(data):
    return hashlib.md5(data).hexdigest()


def attributes_md5(attributes):
    """As SQS's developer guide says that clients may check it."""
    parts = b""
    for name, value in sorted(attributes.items()):
        text = "StringValue" in value
        data = value["StringValue"].encode() if text else value["BinaryValue"]
        parts += sized(name.encode()) + sized(value["DataType"].encode())
        parts += (b"\x01" if text else b"\x02") + sized(data)
    return md5(parts)


def sized(data):
    return struct.pack(">I", len(data)) + data
