"""Kinesis by boto3: what went in comes out, page by page."""

from contextlib import closing

import boto3

RECORDS = 2000


def run():
    kinesis = boto3.client("kinesis")
    kinesis.create_stream(StreamName="events", ShardCount=2)
    kinesis.get_waiter("stream_exists").wait(StreamName="events")
    put(kinesis)
    pages = kinesis.get_paginator("list_shards").paginate(StreamName="events")
    shards = [shard["ShardId"] for page in pages for shard in page["Shards"]]
    records = [record for shard in shards for record in read(kinesis, shard)]
    assert sorted(int(record["Data"]) for record in records) == list(range(RECORDS))
    assert all(record["ApproximateArrivalTimestamp"].tzinfo for record in records)
    consumer = register(kinesis)
    pushed = [data for shard in shards for data in push(kinesis, consumer, shard)]
    assert sorted(pushed) == sorted(record["Data"] for record in records)
    listed = list_streams(kinesis)
    kinesis.delete_stream(StreamName="events", EnforceConsumerDeletion=True)
    kinesis.get_waiter("stream_not_exists").wait(StreamName="events")
    return f"{len(records)} records of {len(shards)} shards, {listed} pages of streams"


def put(kinesis):
    for start in range(0, RECORDS, 500):
        records = [{"Data": str(n), "PartitionKey": str(n)} for n in range(start, start + 500)]
        assert kinesis.put_records(StreamName="events", Records=records)["FailedRecordCount"] == 0


def read(kinesis, shard):
    iterator = kinesis.get_shard_iterator(
        StreamName="events", ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    while True:
        page = kinesis.get_records(ShardIterator=iterator, Limit=300)
        yield from page["Records"]
        iterator = page["NextShardIterator"]
        if page["MillisBehindLatest"] == 0:
            return


def register(kinesis):
    summary = kinesis.describe_stream_summary(StreamName="events")["StreamDescriptionSummary"]
    registered = kinesis.register_stream_consumer(
        StreamARN=summary["StreamARN"], ConsumerName="python"
    )
    return registered["Consumer"]["ConsumerARN"]


def push(kinesis, consumer, shard):
    subscription = kinesis.subscribe_to_shard(
        ConsumerARN=consumer, ShardId=shard, StartingPosition={"Type": "TRIM_HORIZON"}
    )
    with closing(subscription["EventStream"]) as events:
        for event in events:
            told = event["SubscribeToShardEvent"]
            yield from (record["Data"] for record in told["Records"])
            if told["MillisBehindLatest"] == 0:
                return


def list_streams(kinesis):
    for name in ["more-a", "more-b"]:
        kinesis.create_stream(StreamName=name, StreamModeDetails={"StreamMode": "ON_DEMAND"})
    pages = list(kinesis.get_paginator("list_streams").paginate(PaginationConfig={"PageSize": 1}))
    names = [name for page in pages for name in page["StreamNames"]]
    assert names == ["events", "more-a", "more-b"], names
    for name in names[1:]:
        kinesis.delete_stream(StreamName=name)
    return len(pages)
