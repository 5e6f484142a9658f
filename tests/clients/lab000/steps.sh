# Lab 000 step by step, with its commands, against the gateway at AWS_ENDPOINT_URL. What the lab leaves to
# its reader is marked. Prints a line of what came of each step.
set -euo pipefail
folder=$(mktemp -d)
cp lambda_function.py producer.py response_pool.py "$folder"
cd "$folder"

# The reader's: waits for a command to print what is wanted, a minute at most.
eventually() {
  local wanted=$1 end=$((SECONDS + 60))
  shift
  until [[ $("$@") == $wanted ]]; do
    if ((SECONDS > end)); then echo "no $wanted of: $*" >&2 && return 1; fi
  done
}

# 1. Preparation
export REGION=us-east-1
export STREAM=http-requests
export TABLE=HttpRequests
export LAMBDA_FUNC=KinesisToDynamo

# 2. Stream
aws kinesis create-stream   --region $REGION   --stream-name $STREAM   --shard-count 1
status=$(aws kinesis describe-stream   --region $REGION   --stream-name $STREAM   --query 'StreamDescription.StreamStatus')
echo "stream: $status"

# 3. Table
aws dynamodb create-table   --region $REGION   --table-name $TABLE   --attribute-definitions       AttributeName=pk,AttributeType=S       AttributeName=sk,AttributeType=S   --key-schema       AttributeName=pk,KeyType=HASH       AttributeName=sk,KeyType=RANGE   --billing-mode PAY_PER_REQUEST >created
keys=$(aws dynamodb describe-table   --region $REGION   --table-name $TABLE   --query 'Table.{Status:TableStatus,Keys:KeySchema}' --output json | tr -d ' \n')
echo "table: $keys"

# 4. Function. The reader's: the account, and in place of zip what Python brings.
ACCOUNT_ID=$(aws sts get-caller-identity --query Account --output text)
python3 -m zipfile -c function.zip lambda_function.py
if aws lambda create-function   --region $REGION   --function-name $LAMBDA_FUNC   --runtime python3.11   --role arn:aws:iam::$ACCOUNT_ID:role/NoRole   --handler lambda_function.lambda_handler   --zip-file fileb://function.zip   --environment Variables="{TABLE_NAME=$TABLE}" 2>refusal; then
  exit 1
fi
echo "without a role: $(grep -o 'The role defined .*' refusal)"
aws lambda create-function   --region $REGION   --function-name $LAMBDA_FUNC   --runtime python3.11   --role arn:aws:iam::$ACCOUNT_ID:role/LabRole   --handler lambda_function.lambda_handler   --zip-file fileb://function.zip   --environment Variables="{TABLE_NAME=$TABLE}" >created
echo "function: $(aws lambda get-function --function-name $LAMBDA_FUNC --query 'Configuration.[State,Runtime]' --output text)"

# 5. Mapping
export STREAM_ARN=$(aws kinesis describe-stream   --region $REGION   --stream-name $STREAM   --query 'StreamDescription.StreamARN'   --output text)
aws lambda create-event-source-mapping   --region $REGION   --function-name $LAMBDA_FUNC   --event-source $STREAM_ARN   --starting-position LATEST   --batch-size 1   --maximum-batching-window-in-seconds 0 >created
eventually Enabled aws lambda list-event-source-mappings   --region $REGION   --function-name $LAMBDA_FUNC --query 'EventSourceMappings[].State' --output text
aws lambda list-event-source-mappings   --region $REGION   --function-name $LAMBDA_FUNC   --query 'EventSourceMappings[].{UUID:UUID,State:State,SourceArn:EventSourceArn}'   --output table >mappings
echo "mapping: $(grep -o 'stream/http-requests' mappings) $(grep -o Enabled mappings)"

# 6. Producer. The reader's: Ctrl-C, after the twelfth event.
export AWS_REGION=$REGION
export KDS_STREAM=$STREAM
PYTHONUNBUFFERED=1 python3 producer.py >produced &
producer=$!
trap 'kill $producer 2>/dev/null || true; rm -rf "$folder"' EXIT
written() { (($(wc -l <produced) < 12)) || echo enough; }
eventually enough written
kill $producer
wait $producer 2>/dev/null || true
echo "producer: $(head -n 1 produced | python3 -c 'import json, sys; print(*json.load(sys.stdin))')"

# 7. Validation
export SHARD_ID=$(aws kinesis list-shards   --region $REGION --stream-name $STREAM   --query 'Shards[0].ShardId' --output text)
export ITER=$(aws kinesis get-shard-iterator   --region $REGION   --stream-name $STREAM   --shard-id $SHARD_ID   --shard-iterator-type TRIM_HORIZON   --query 'ShardIterator' --output text)
aws kinesis get-records --region $REGION --shard-iterator $ITER --limit 5 >records
echo "records: $(grep -c PartitionKey records) of $SHARD_ID"

counted() { aws dynamodb scan --region $REGION --table-name $TABLE --select COUNT --query Count; }
stored() { (($(counted) < 10)) || echo enough; }
eventually enough stored
aws logs filter-log-events   --region $REGION   --log-group-name "/aws/lambda/$LAMBDA_FUNC"   --start-time $(($(date +%s) * 1000 - 5 * 60 * 1000))   --limit 20 >events
echo "logs: $(grep -o 'START RequestId\|END RequestId\|REPORT RequestId' events | sort -u | paste -sd ' ')"
aws dynamodb scan   --region $REGION   --table-name $TABLE   --limit 5 >scanned
echo "scan: $(grep -c '"path": {' scanned) of $(grep -o '"ScannedCount": 5' scanned)"
# The reader's: today's date.
day=$(date -u +%F)
aws dynamodb query   --region $REGION   --table-name $TABLE   --key-condition-expression "pk = :p AND sk BETWEEN :a AND :b"   --expression-attribute-values '{
    ":p": {"S":"path#/static/logo.png"},
    ":a": {"S":"2025-09-20T00:00:00.000Z"},
    ":b": {"S":"'"$day"'T23:59:59.999Z"}
  }' >queried
echo "query: $(grep -o 'path#/[a-z./]*' queried | sort -u)"

# 8. Cleanup
aws dynamodb delete-table --region $REGION --table-name $TABLE >deleted
# The AWS CLI has no such option, and says so before it asks the service; its own is the next.
! aws kinesis delete-stream --region $REGION --stream-name $STREAM --enforce-deletion 2>refusal
echo "delete-stream: $(grep 'Unknown options' refusal)"
aws kinesis delete-stream --region $REGION --stream-name $STREAM --enforce-consumer-deletion
aws lambda delete-function --region $REGION --function-name $LAMBDA_FUNC >>deleted
export INSTANCE_ID=i-0123456789abcdef0
! aws ec2 terminate-instances --region $REGION --instance-ids $INSTANCE_ID 2>refusal
echo "terminate-instances: $(grep -o '(.*' refusal)"
echo "left: $(aws kinesis list-streams --query StreamNames --output text)$(aws dynamodb list-tables --query TableNames --output text)$(aws lambda list-functions --query 'Functions[].FunctionName' --output text)"
