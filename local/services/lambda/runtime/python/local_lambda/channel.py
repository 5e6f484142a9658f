"""The channel between a function's process and its host: JSON text, after its length in four bytes."""

import json
import os
import queue
import struct
import threading

FROM_HOST = 3
TO_HOST = 4


class Channel:
    """Messages from the host are read in a thread, which ends the process when the host is gone."""

    def __init__(self):
        self._sending = threading.RLock()
        self._received = queue.SimpleQueue()
        self._open = True
        # A process that the function starts must not hold the channel, nor speak in it.
        for descriptor in (FROM_HOST, TO_HOST):
            os.set_inheritable(descriptor, False)
        os.register_at_fork(after_in_child=self._leave)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def is_open(self):
        return self._open

    def receive(self):
        return self._received.get()

    def send(self, kind, **members):
        """Returns once the host's end has taken the bytes: what was sent before a kill has arrived."""
        content = json.dumps({"kind": kind, **members}).encode()
        rest = memoryview(struct.pack(">I", len(content)) + content)
        with self._sending:
            while rest:
                rest = rest[os.write(TO_HOST, rest) :]

    def _leave(self):
        self._open = False
        for descriptor in (FROM_HOST, TO_HOST):
            os.close(descriptor)

    def _listen(self):
        while True:
            length = self._read(4)
            self._received.put(json.loads(self._read(*struct.unpack(">I", length))))

    def _read(self, size):
        chunks = []
        while size > 0:
            chunk = os.read(FROM_HOST, min(size, 1 << 20))
            if not chunk:
                os._exit(0)
            chunks.append(chunk)
            size -= len(chunk)
        return b"".join(chunks)
