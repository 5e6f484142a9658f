"""The logging module's records in Lambda's own formats, as text or as JSON.

https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
"""

import json
import logging
import time

from .errors import trace_of

LEVELS = {"TRACE": "DEBUG", "WARN": "WARNING", "FATAL": "CRITICAL"}

# What every record has; the rest came by `extra`.
STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id"}


class Records(logging.Handler):
    """The root logger's handler: a record is one event, however many lines it has."""

    def __init__(self, log, start):
        super().__init__()
        self.request_id = ""
        self._log = log
        self._json = start["logFormat"] == "JSON"
        self.setFormatter(_JsonFormatter() if self._json else _text_formatter())
        root = logging.getLogger()
        root.addHandler(self)
        if self._json:
            root.setLevel(LEVELS.get(start["logLevel"], start["logLevel"]))

    def emit(self, record):
        record.aws_request_id = self.request_id
        self._log.add(self.format(record) + "\n")

    def failure(self, error):
        """Logs why an invocation or the function's start failed."""
        if self._json:
            head = {"timestamp": _timestamp(time.time()), "log_level": "ERROR"}
            self._log.add(json.dumps({**head, **error, "requestId": self.request_id}) + "\n")
            return
        lines = [f"[ERROR] {error['errorType']}: {error['errorMessage']}"]
        lines += ["Traceback (most recent call last):"]
        lines += [line for entry in error["stackTrace"] for line in entry.splitlines()]
        self._log.add("\n".join(lines) + "\n")


def _timestamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _text_formatter():
    formatter = logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)dZ\t%(aws_request_id)s\t%(message)s",
        "%Y-%m-%dT%H:%M:%S",
    )
    formatter.converter = time.gmtime
    return formatter


class _JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "timestamp": _timestamp(record.created),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            **self._error_of(record),
            "requestId": record.aws_request_id or None,
            **{name: value for name, value in vars(record).items() if name not in STANDARD},
        }
        known = {name: value for name, value in line.items() if value is not None}
        return json.dumps(known, default=str, ensure_ascii=False)

    def _error_of(self, record):
        if not record.exc_info or record.exc_info[1] is None:
            return {}
        error = record.exc_info[1]
        return {
            "errorType": type(error).__name__,
            "errorMessage": str(error),
            "stackTrace": trace_of(error),
            "location": f"{record.pathname}:{record.funcName}:{record.lineno}",
        }
