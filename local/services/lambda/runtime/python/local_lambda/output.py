"""Standard output and error as events of the function's log, one a line."""

import io
import os
import sys
import time

# A longer line goes on in the next event.
MAX_EVENT_CHARACTERS = 256 * 1024


class Log:
    """Log lines on their way to CloudWatch, each sent as it is written."""

    def __init__(self, channel):
        self._channel = channel

    def add(self, message):
        if not self._channel.is_open:
            os.write(1, message.encode(errors="backslashreplace"))
            return
        for start in range(0, len(message), MAX_EVENT_CHARACTERS):
            part = message[start : start + MAX_EVENT_CHARACTERS]
            line = {"timestamp": int(time.time() * 1000), "message": part}
            self._channel.send("logs", lines=[line])


class _Lines(io.RawIOBase):
    def __init__(self, log, descriptor):
        super().__init__()
        self._log = log
        self._descriptor = descriptor
        self._partial = b""

    def writable(self):
        return True

    def fileno(self):
        return self._descriptor

    def write(self, data):
        data = bytes(data)
        *lines, self._partial = (self._partial + data).split(b"\n")
        for line in lines:
            self._add(line + b"\n")
        if len(self._partial) > MAX_EVENT_CHARACTERS:
            self.end_line()
        return len(data)

    def end_line(self):
        partial, self._partial = self._partial, b""
        if partial:
            self._add(partial)

    def _add(self, line):
        self._log.add(line.decode(errors="backslashreplace"))


class Output:
    """Takes the place of sys.stdout and sys.stderr."""

    def __init__(self, log):
        self._raw = [_Lines(log, descriptor) for descriptor in (1, 2)]
        sys.stdout, sys.stderr = [self._text(raw) for raw in self._raw]

    def end_lines(self):
        """Sends last lines that have no end."""
        for raw in self._raw:
            raw.end_line()

    @staticmethod
    def _text(raw):
        return io.TextIOWrapper(
            raw, encoding="utf-8", errors="backslashreplace", newline="", write_through=True
        )
