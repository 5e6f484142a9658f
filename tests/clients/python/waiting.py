"""For what boto3 has no waiter for."""

import time


def eventually(ask, holds):
    until = time.time() + 30
    while time.time() < until:
        answer = ask()
        if holds(answer):
            return answer
        time.sleep(0.1)
    raise AssertionError(f"still {answer}")
