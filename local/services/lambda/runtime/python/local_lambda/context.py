"""What a handler is told of its invocation.

https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
"""

import json
import sys
import time


class _Members:
    _names = ()

    def __init__(self, values):
        for name in self._names:
            setattr(self, name, values.get(name))

    def __repr__(self):
        members = ",".join(f"{name}={value}" for name, value in vars(self).items())
        return f"{type(self).__name__}([{members}])"


class CognitoIdentity(_Members):
    _names = ("cognito_identity_id", "cognito_identity_pool_id")


class Client(_Members):
    _names = (
        "installation_id",
        "app_title",
        "app_version_name",
        "app_version_code",
        "app_package_name",
    )


class ClientContext(_Members):
    _names = ("custom", "env", "client")

    def __init__(self, values):
        super().__init__(values)
        if self.client is not None:
            self.client = Client(self.client)


class LambdaContext(_Members):
    _names = (
        "aws_request_id",
        "log_group_name",
        "log_stream_name",
        "function_name",
        "memory_limit_in_mb",
        "function_version",
        "invoked_function_arn",
        "client_context",
        "identity",
        "_epoch_deadline_time_in_ms",
    )

    def get_remaining_time_in_millis(self):
        return max(0, int(self._epoch_deadline_time_in_ms - time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def context_of(start, invoke):
    client = invoke.get("clientContext")
    return LambdaContext(
        {
            "aws_request_id": invoke["requestId"],
            "log_group_name": start["logGroup"],
            "log_stream_name": start["logStream"],
            "function_name": start["functionName"],
            "memory_limit_in_mb": str(start["memoryMb"]),
            "function_version": start["functionVersion"],
            "invoked_function_arn": invoke["functionArn"],
            "client_context": None if client is None else ClientContext(json.loads(client)),
            "identity": CognitoIdentity({}),
            "_epoch_deadline_time_in_ms": invoke["deadline"],
        }
    )
