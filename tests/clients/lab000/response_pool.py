"""The answers that the lab's server gives; the lab leaves them to its reader."""

from dataclasses import asdict, dataclass


@dataclass
class Option:
    method: str
    path: str
    status: int
    bytes: int

    def to_dict(self):
        return asdict(self)


def get_pool():
    return [
        Option("GET", "/static/logo.png", 200, 5120),
        Option("GET", "/static/logo.png", 304, 0),
        Option("POST", "/login", 401, 96),
    ]
