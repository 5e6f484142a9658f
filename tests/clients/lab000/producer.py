import os, json, random, time
import boto3
from datetime import datetime, timezone
from response_pool import get_pool

REGION = os.getenv("AWS_REGION", "us-east-1")
STREAM = os.getenv("KDS_STREAM", "http-requests")
kinesis = boto3.client("kinesis", region_name=REGION)

def main():
    pool = [opt.to_dict() for opt in get_pool()]
    while True:
        option = random.choice(pool)
        timestamp = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        event = {**option, "timestamp": timestamp}
        print(json.dumps(event))
        kinesis.put_record(
            StreamName=STREAM,
            Data=json.dumps(event).encode("utf-8"),
            PartitionKey=f"path#{event['path']}"
        )
        time.sleep(0.1)

if __name__ == "__main__":
    main()
