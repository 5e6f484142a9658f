"""Errors as Lambda reports them.

https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html
"""

import os
import traceback

OWN_FOLDER = os.path.dirname(__file__)


class RuntimeFault(Exception):
    """An error of the runtime itself, e.g. Runtime.HandlerNotFound."""

    def __init__(self, error_type, message, trace=()):
        super().__init__(message)
        self.error_type = error_type
        self.trace = list(trace)


def trace_of(error):
    """The frames of an error below this runtime's own, as text."""
    frames = traceback.extract_tb(error.__traceback__)
    return traceback.format_list([one for one in frames if not one.filename.startswith(OWN_FOLDER)])


def reported(error):
    """What the caller of a failed invocation gets, but for its request's id."""
    if isinstance(error, RuntimeFault):
        error_type, trace = error.error_type, error.trace
    else:
        error_type, trace = type(error).__name__, trace_of(error)
    return {"errorMessage": _text(error), "errorType": error_type, "stackTrace": trace}


def _text(error):
    try:
        return str(error)
    except Exception:
        return "an error that cannot be shown"
