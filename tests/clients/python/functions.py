"""Lambda, its logs, and SNS by boto3."""

import io
import json
import time
import zipfile

import boto3
from waiting import eventually

TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"},
    "Action": "sts:AssumeRole",
}
LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
SOURCE = """exports.handler = async (event) => {
  console.log("got", JSON.stringify(event));
  if (event.fail) throw new TypeError("as asked");
  return { doubled: event.n * 2 };
};"""


def deploy(client):
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("index.js", SOURCE)
    client.create_function(
        FunctionName="double",
        Runtime="nodejs22.x",
        Handler="index.handler",
        Role=make_role(),
        Code={"ZipFile": package.getvalue()},
    )
    client.get_waiter("function_active_v2").wait(FunctionName="double")


def make_role():
    role = boto3.resource("iam").create_role(
        RoleName="function", AssumeRolePolicyDocument=document(TRUST)
    )
    role.Policy("logs").put(PolicyDocument=document(LOGS))
    return role.arn


def document(statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def functions():
    client = boto3.client("lambda")
    deploy(client)
    answer = client.invoke(FunctionName="double", Payload=json.dumps({"n": 21}), LogType="Tail")
    assert json.load(answer["Payload"]) == {"doubled": 42}
    assert answer["StatusCode"] == 200 and answer["LogResult"]
    failed = client.invoke(FunctionName="double", Payload='{"fail": true}')
    assert failed["FunctionError"] == "Unhandled"
    assert json.load(failed["Payload"])["errorType"] == "TypeError"
    client.update_function_configuration(FunctionName="double", Timeout=7)
    client.get_waiter("function_updated_v2").wait(FunctionName="double")
    pages = client.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 1})
    [function] = [function for page in pages for function in page["Functions"]]
    return f"{function['FunctionName']} with a timeout of {function['Timeout']} s"


def logs():
    client = boto3.client("logs")
    pages = client.get_paginator("filter_log_events").paginate(
        logGroupName="/aws/lambda/double", filterPattern="got", PaginationConfig={"PageSize": 1}
    )
    messages = [event["message"] for page in pages for event in page["events"]]
    assert len(messages) == 2 and '{"n":21}' in messages[0], messages
    client.create_log_group(logGroupName="own")
    client.create_log_stream(logGroupName="own", logStreamName="one")
    now = int(time.time() * 1000)
    events = [{"timestamp": now + n, "message": f"line {n}"} for n in range(3)]
    client.put_log_events(logGroupName="own", logStreamName="one", logEvents=events)
    kept = client.get_log_events(logGroupName="own", logStreamName="one", startFromHead=True)
    assert [event["message"] for event in kept["events"]] == ["line 0", "line 1", "line 2"]
    groups = client.get_paginator("describe_log_groups").paginate(PaginationConfig={"PageSize": 1})
    names = [group["logGroupName"] for page in groups for group in page["logGroups"]]
    return ", ".join(names)


def sns():
    client = boto3.client("sns")
    arns = [client.create_topic(Name=f"alarms-{n}")["TopicArn"] for n in range(101)]
    function = boto3.client("lambda").get_function(FunctionName="double")["Configuration"]
    client.subscribe(TopicArn=arns[0], Protocol="lambda", Endpoint=function["FunctionArn"])
    client.publish(TopicArn=arns[0], Subject="s", Message="an alarm")
    entries = [{"Id": str(n), "Message": f"alarm {n}"} for n in range(3)]
    sent = client.publish_batch(TopicArn=arns[0], PublishBatchRequestEntries=entries)
    assert len(sent["Successful"]) == 3
    delivered("an alarm")
    pages = list(client.get_paginator("list_topics").paginate())
    assert sorted(topic["TopicArn"] for page in pages for topic in page["Topics"]) == sorted(arns)
    return f"{len(arns)} topics on {len(pages)} pages"


def delivered(message):
    client = boto3.client("logs")
    question = {"logGroupName": "/aws/lambda/double", "filterPattern": f'"{message}"'}
    eventually(lambda: client.filter_log_events(**question)["events"], bool)
