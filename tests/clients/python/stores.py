"""DynamoDB and S3 by boto3: clients, resources, paginators and waiters."""

import io
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

MEBIBYTE = 1024 * 1024


def dynamodb():
    table = boto3.resource("dynamodb").create_table(
        TableName="readings",
        KeySchema=[
            {"AttributeName": "sensor", "KeyType": "HASH"},
            {"AttributeName": "at", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "sensor", "AttributeType": "S"},
            {"AttributeName": "at", "AttributeType": "N"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    table.wait_until_exists()
    with table.batch_writer() as batch:
        for n in range(100):
            item = {"sensor": f"s{n % 2}", "at": n, "value": Decimal("20.5"), "raw": b"\0\1"}
            batch.put_item(item)
    client = table.meta.client
    pages = list(
        client.get_paginator("query").paginate(
            TableName="readings",
            KeyConditionExpression=Key("sensor").eq("s1") & Key("at").lt(80),
            FilterExpression=Attr("value").gt(20),
            PaginationConfig={"PageSize": 15},
        )
    )
    items = [item for page in pages for item in page["Items"]]
    assert [int(item["at"]) for item in items] == list(range(1, 80, 2))
    assert items[0]["value"] == Decimal("20.5") and bytes(items[0]["raw"]) == b"\0\1"
    again = {"sensor": "s1", "at": 1}
    refused = fault(table.put_item, Item=again, ConditionExpression=Attr("sensor").not_exists())
    table.delete()
    table.wait_until_not_exists()
    return f"{len(items)} items on {len(pages)} pages, then {refused}"


def s3():
    bucket = boto3.resource("s3").create_bucket(Bucket="lake")
    bucket.wait_until_exists()
    client = bucket.meta.client
    expected = [f"day={n:02}/añb c+.json" for n in range(25)]
    for key in expected:
        client.put_object(Bucket="lake", Key=key, Body=b"{}", ChecksumAlgorithm="SHA256")
    big = bytes(range(256)) * 4096 * 11
    parts = TransferConfig(multipart_threshold=5 * MEBIBYTE, multipart_chunksize=5 * MEBIBYTE)
    client.upload_fileobj(io.BytesIO(big), "lake", "big", Config=parts)
    client.get_waiter("object_exists").wait(Bucket="lake", Key="big")
    same = io.BytesIO()
    client.download_fileobj("lake", "big", same, Config=parts)
    assert same.getvalue() == big
    listing = client.get_paginator("list_objects_v2").paginate(
        Bucket="lake", Prefix="day=", PaginationConfig={"PageSize": 10}
    )
    pages = list(listing)
    keys = [entry["Key"] for page in pages for entry in page["Contents"]]
    assert keys == expected
    refused = fault(client.get_object, Bucket="lake", Key="none")
    bucket.objects.all().delete()
    bucket.delete()
    bucket.wait_until_not_exists()
    return f"{len(keys)} keys on {len(pages)} pages, {len(big)} bytes in parts, then {refused}"


def fault(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    raise AssertionError("it was not refused")
