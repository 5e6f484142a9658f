import os, json, base64, boto3
dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table(os.environ["TABLE_NAME"])

def lambda_handler(event, context):
    for rec in event["Records"]:
        payload = base64.b64decode(rec["kinesis"]["data"])
        evt = json.loads(payload)
        pk = f"path#{evt['path']}"
        sk = evt["timestamp"]
        table.put_item(Item={"pk": pk, "sk": sk, **evt})
    return {"status": "ok"}
