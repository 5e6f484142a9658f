"""The function's memory, which ends its process when it is used up."""

import os
import resource
import signal
import sys
import threading
import time

# Python's own allocations may go so far beyond the limit before the watching thread gets its turn.
MARGIN_BYTES = 1024**3


def used_bytes():
    try:
        with open("/proc/self/statm", encoding="ascii") as counts:
            return int(counts.read().split()[1]) * resource.getpagesize()
    except OSError:
        # Elsewhere the most that was used: kilobytes, but on macOS bytes.
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


class Memory:
    def __init__(self, limit_mb, channel, output):
        self._limit = limit_mb * 1024 * 1024
        self._channel = channel
        self._output = output
        most = resource.getrlimit(resource.RLIMIT_DATA)[1]
        backstop = self._limit + MARGIN_BYTES
        if most == resource.RLIM_INFINITY or most > backstop:
            resource.setrlimit(resource.RLIMIT_DATA, (backstop, most))
        threading.Thread(target=self._watch, daemon=True).start()

    def exhausted(self):
        self._output.end_lines()
        self._channel.send("exhausted")
        os.kill(os.getpid(), signal.SIGKILL)

    def _watch(self):
        while used_bytes() <= self._limit:
            time.sleep(0.1)
        self.exhausted()
