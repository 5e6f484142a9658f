"""Firehose into S3, Athena over it, the Redshift Data API and CloudWatch by boto3."""

import datetime
import json

import boto3
from waiting import eventually

ROLE = "arn:aws:iam::000000000000:role/any"


def firehose():
    boto3.client("s3").create_bucket(Bucket="events")
    client = boto3.client("firehose")
    client.create_delivery_stream(
        DeliveryStreamName="events",
        ExtendedS3DestinationConfiguration={
            "RoleARN": ROLE,
            "BucketARN": "arn:aws:s3:::events",
            "Prefix": "raw/",
            "BufferingHints": {"IntervalInSeconds": 1, "SizeInMBs": 1},
        },
    )
    name = {"DeliveryStreamName": "events"}
    described = eventually(
        lambda: client.describe_delivery_stream(**name)["DeliveryStreamDescription"],
        lambda stream: stream["DeliveryStreamStatus"] == "ACTIVE",
    )
    lines = [json.dumps({"id": n, "price": n / 4}) + "\n" for n in range(400)]
    answer = client.put_record_batch(Records=[{"Data": line} for line in lines], **name)
    assert answer["FailedPutCount"] == 0
    s3 = boto3.client("s3")
    eventually(lambda: s3.list_objects_v2(Bucket="events")["KeyCount"], lambda count: count > 0)
    return f"{len(lines)} records to {described['Destinations'][0]['DestinationId']}"


def athena():
    client = boto3.client("athena")
    where = {"ResultConfiguration": {"OutputLocation": "s3://events/results/"}}
    describe_table()
    done = ask(client, "SELECT id, price FROM lake.events ORDER BY id", **where)
    pages = client.get_paginator("get_query_results").paginate(
        QueryExecutionId=done["QueryExecutionId"], PaginationConfig={"PageSize": 150}
    )
    rows = [
        [column.get("VarCharValue") for column in row["Data"]]
        for page in pages
        for row in page["ResultSet"]["Rows"]
    ]
    assert rows[:2] == [["id", "price"], ["0", "0.0"]] and rows[-1] == ["399", "99.75"], rows[:2]
    assert done["Status"]["SubmissionDateTime"] <= done["Status"]["CompletionDateTime"]
    return f"{len(rows) - 1} rows below {rows[0]}"


def describe_table():
    glue = boto3.client("glue")
    glue.create_database(DatabaseInput={"Name": "lake"})
    storage = {
        "Columns": [{"Name": "id", "Type": "int"}, {"Name": "price", "Type": "double"}],
        "Location": "s3://events/raw/",
        "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
    }
    glue.create_table(
        DatabaseName="lake", TableInput={"Name": "events", "StorageDescriptor": storage}
    )


def ask(client, sql, **more):
    submitted = client.start_query_execution(QueryString=sql, **more)["QueryExecutionId"]
    execution = eventually(
        lambda: client.get_query_execution(QueryExecutionId=submitted)["QueryExecution"],
        lambda execution: execution["Status"]["State"] not in ("QUEUED", "RUNNING"),
    )
    assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
    return execution


def redshift():
    clusters = boto3.client("redshift")
    clusters.create_cluster(
        ClusterIdentifier="warehouse",
        NodeType="ra3.large",
        ClusterType="single-node",
        DBName="sales",
        MasterUsername="admin",
        ManageMasterPassword=True,
    )
    clusters.get_waiter("cluster_available").wait(ClusterIdentifier="warehouse")
    [cluster] = [
        cluster
        for page in clusters.get_paginator("describe_clusters").paginate()
        for cluster in page["Clusters"]
    ]
    data = boto3.client("redshift-data")
    where = {
        "ClusterIdentifier": "warehouse",
        "Database": "sales",
        "SecretArn": cluster["MasterPasswordSecretArn"],
    }
    sqls = [
        "CREATE TABLE sale (id INTEGER, amount DECIMAL(10,2), note VARCHAR(10))",
        "INSERT INTO sale VALUES (1, 9.5, 'a'), (2, 0.25, NULL)",
    ]
    finish(data, data.batch_execute_statement(Sqls=sqls, **where))
    question = data.execute_statement(
        Sql="SELECT id, amount, note FROM sale WHERE id <= :most ORDER BY id",
        Parameters=[{"name": "most", "value": "2"}],
        **where,
    )
    finish(data, question)
    pages = data.get_paginator("get_statement_result").paginate(Id=question["Id"])
    rows = [[list(field.values())[0] for field in row] for page in pages for row in page["Records"]]
    assert rows == [[1, "9.50", "a"], [2, "0.25", True]], rows
    return f"{len(rows)} rows of {where['Database']}"


def finish(data, submitted):
    told = eventually(
        lambda: data.describe_statement(Id=submitted["Id"]),
        lambda told: told["Status"] in ("FINISHED", "FAILED", "ABORTED"),
    )
    assert told["Status"] == "FINISHED", told.get("Error")


def cloudwatch():
    client = boto3.client("cloudwatch")
    now = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
    dimensions = [{"Name": "Line", "Value": "a"}]
    client.put_metric_data(
        Namespace="Own",
        MetricData=[
            {"MetricName": "Events", "Dimensions": dimensions, "Timestamp": now, "Value": value}
            for value in (1, 2.5)
        ],
    )
    window = {"StartTime": now, "EndTime": now + datetime.timedelta(minutes=1)}
    metric = {"Namespace": "Own", "MetricName": "Events", "Dimensions": dimensions}
    statistics = client.get_metric_statistics(Period=60, Statistics=["Sum"], **metric, **window)
    [point] = statistics["Datapoints"]
    assert point["Sum"] == 3.5 and point["Timestamp"] == now, point
    query = {"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Maximum"}}
    pages = client.get_paginator("get_metric_data").paginate(MetricDataQueries=[query], **window)
    results = [result for page in pages for result in page["MetricDataResults"]]
    assert [result["Values"] for result in results] == [[2.5]], results
    alarm = {"Period": 60, "EvaluationPeriods": 1, "Threshold": 3, "Statistic": "Sum"}
    client.put_metric_alarm(
        AlarmName="many", ComparisonOperator="GreaterThanThreshold", **alarm, **metric
    )
    client.get_waiter("alarm_exists").wait(AlarmNames=["many"])
    return f"{point['Sum']} events in a minute"
