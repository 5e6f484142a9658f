"""Drives each service of the cloud at AWS_ENDPOINT_URL by boto3, and prints a line about each."""

import warnings

import functions
import queries
import queues
import stores
import streams

warnings.simplefilter("error")

for name, run in {
    "kinesis": streams.run,
    "dynamodb": stores.dynamodb,
    "s3": stores.s3,
    "lambda": functions.functions,
    "logs": functions.logs,
    "sns": functions.sns,
    "sqs": queues.run,
    "firehose": queries.firehose,
    "athena": queries.athena,
    "redshift-data": queries.redshift,
    "cloudwatch": queries.cloudwatch,
}.items():
    print(f"{name}: {run()}", flush=True)
