# Drives the cloud at AWS_ENDPOINT_URL by the AWS CLI, and prints a line about each service.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# One line of what the CLI lists by tabs and pages.
words() { tr '\t' '\n' | LC_ALL=C sort | paste -sd ' '; }

echo "sts: $(aws sts get-caller-identity --query Account --output text)"

aws kinesis create-stream --stream-name events --shard-count 1
aws kinesis wait stream-exists --stream-name events
aws kinesis put-record --stream-name events --partition-key a --data first >record
aws kinesis put-records --stream-name events \
  --records Data=second,PartitionKey=b Data=third,PartitionKey=c >records
iterator=$(aws kinesis get-shard-iterator --stream-name events --shard-id shardId-000000000000 \
  --shard-iterator-type TRIM_HORIZON --query ShardIterator --output text)
data=$(aws kinesis get-records --shard-iterator "$iterator" --query 'Records[].Data' --output text)
for each in $data; do base64 --decode <<<"$each" && echo; done >texts
echo "kinesis: $(words <texts)"

aws s3 mb s3://lake >made
head -c 9000000 /dev/urandom >large
mkdir tree && echo '{"n": 1}' >'tree/a b+ñ.json' && echo '{"n": 2}' >tree/c.json
aws s3 cp large s3://lake/large --quiet
aws s3 sync tree s3://lake/tree --quiet
aws s3 sync s3://lake/tree same --quiet
aws s3 cp s3://lake/large large.same --quiet
cmp large large.same && diff -r tree same
aws s3api list-objects-v2 --bucket lake --page-size 1 --query 'Contents[].Key' --output text >keys
curl --silent --fail "$(aws s3 presign s3://lake/tree/c.json)" | diff - tree/c.json
aws s3 rb s3://lake --force >removed
echo "s3: $(words <keys)"

aws dynamodb create-table --table-name readings --billing-mode PAY_PER_REQUEST \
  --attribute-definitions AttributeName=id,AttributeType=S \
  --key-schema AttributeName=id,KeyType=HASH >table
aws dynamodb wait table-exists --table-name readings
for id in a b c; do
  aws dynamodb put-item --table-name readings --item "{\"id\": {\"S\": \"$id\"}, \"n\": {\"N\": \"2\"}}"
done
aws dynamodb scan --table-name readings --page-size 1 --query 'Items[].id.S' --output text >ids
echo "dynamodb: $(words <ids)"

cat >index.js <<'SOURCE'
exports.handler = async ({ n }) => {
  console.log("asked for", n);
  return n * 2;
};
SOURCE
python3 -m zipfile -c code.zip index.js
role=$(aws iam create-role --role-name function --query Role.Arn --output text \
  --assume-role-policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}')
aws iam attach-role-policy --role-name function \
  --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
aws lambda create-function --function-name double --runtime nodejs22.x --handler index.handler \
  --role "$role" --zip-file fileb://code.zip >function
aws lambda wait function-active-v2 --function-name double
aws lambda invoke --function-name double --payload '{"n": 21}' answer >invoked
aws logs filter-log-events --log-group-name /aws/lambda/double --filter-pattern asked >logged
grep --quiet 'asked for 21' logged
echo "lambda: $(cat answer)"

topic=$(aws sns create-topic --name alarms --query TopicArn --output text)
aws sns publish --topic-arn "$topic" --message hello >published
echo "sns: $topic"

# The AWS CLI's version 1 reads the endpoint of this service, as of a few old ones, from the option alone.
queues=(aws sqs --endpoint-url "$AWS_ENDPOINT_URL")
queue=$("${queues[@]}" create-queue --queue-name jobs --query QueueUrl --output text)
"${queues[@]}" send-message --queue-url "$queue" --message-body hello >sent
"${queues[@]}" receive-message --queue-url "$queue" --wait-time-seconds 1 \
  --message-system-attribute-names ApproximateReceiveCount \
  --query 'Messages[].[Body, Attributes.ApproximateReceiveCount]' --output text >received
echo "sqs: $(words <received)"

aws s3 mb s3://rows >made
echo '{"id": 7}' | aws s3 cp - s3://rows/raw/one.json
aws glue create-database --database-input Name=lake
aws glue create-table --database-name lake --table-input '{"Name": "rows", "StorageDescriptor": {
  "Columns": [{"Name": "id", "Type": "int"}], "Location": "s3://rows/raw/",
  "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"}}}'
query=$(aws athena start-query-execution --query-string 'SELECT id FROM lake.rows' \
  --result-configuration OutputLocation=s3://rows/results/ --query QueryExecutionId --output text)
state=QUEUED
while [[ $state == QUEUED || $state == RUNNING ]]; do
  state=$(aws athena get-query-execution --query-execution-id "$query" \
    --query QueryExecution.Status.State --output text)
done
aws athena get-query-results --query-execution-id "$query" \
  --query 'ResultSet.Rows[].Data[].VarCharValue' --output text >rows
echo "athena: $state $(words <rows)"

aws cloudwatch put-metric-data --namespace Own --metric-name Events --value 3
aws cloudwatch list-metrics --namespace Own --query 'Metrics[].MetricName' --output text >metrics
echo "cloudwatch: $(cat metrics)"

! aws kinesis describe-stream --stream-name none 2>refusal
echo "refused: $(sed -n 's/.*(\(.*\)).*/\1/p' refusal)"
