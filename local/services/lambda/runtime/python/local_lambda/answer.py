"""A handler's answer as JSON text."""

import decimal
import json
import math
import re
import sys
import uuid

from .errors import RuntimeFault


def serialized(answer):
    """As Lambda's runtime does, which writes a Decimal as a number to its last digit."""
    mark = uuid.uuid4().hex

    def other(value):
        if not isinstance(value, decimal.Decimal):
            raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
        return math.nan if value.is_nan() else f"{mark}{value}"

    ascii_only = sys.version_info < (3, 12)
    try:
        text = json.dumps(answer, default=other, ensure_ascii=ascii_only)
    except Exception as error:
        message = f"Unable to marshal response: {error}"
        raise RuntimeFault("Runtime.MarshalError", message) from error
    return re.sub(f'"{mark}([^"]*)"', r"\1", text) if mark in text else text
