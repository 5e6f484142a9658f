"""Loads a handler and runs it, once for each invocation that the host sends."""

import json
import os
import site
import sys

from .answer import serialized
from .channel import Channel
from .context import context_of
from .errors import reported
from .handler import load_handler, provide
from .logs import Records
from .memory import Memory, used_bytes
from .output import Log, Output


class Runtime:
    def __init__(self):
        self._channel = Channel()
        self._start = self._channel.receive()
        log = Log(self._channel)
        self._output = Output(log)
        self._records = Records(log, self._start)
        self._memory = Memory(self._start["memoryMb"], self._channel, self._output)

    def run(self):
        handler = self._load()
        self._channel.send("ready")
        while True:
            invoke = self._channel.receive()
            self._records.request_id = invoke["requestId"]
            os.environ["_X_AMZN_TRACE_ID"] = invoke["traceId"]
            try:
                self._invoke(handler, invoke)
            finally:
                # Also where the function ends its process.
                self._output.end_lines()

    def _load(self):
        provide(self._start)
        os.chdir(self._start["taskRoot"])
        try:
            return load_handler(self._start["handler"])
        except MemoryError:
            self._memory.exhausted()
        except Exception as error:
            failure = reported(error)
            self._output.end_lines()
            self._records.failure(failure)
            self._channel.send("fatal", error=failure)
            os._exit(1)

    def _invoke(self, handler, invoke):
        try:
            event = json.loads(invoke["payload"])
            payload = serialized(handler(event, context_of(self._start, invoke)))
        except MemoryError:
            self._memory.exhausted()
        except Exception as error:
            failure = reported(error)
            self._output.end_lines()
            self._records.failure(failure)
            self._channel.send("error", error=failure, memoryBytes=used_bytes())
        else:
            self._output.end_lines()
            self._channel.send("answer", payload=payload, memoryBytes=used_bytes())


def run():
    # The interpreter was started without the packages of this machine, so without these too.
    site.setquit()
    site.sethelper()
    sys.argv = [sys.argv[0]]
    # The function must not find the host, its AWS settings say, through its home directory.
    os.environ.setdefault("HOME", "/home/sbx_user1051")
    Runtime().run()
