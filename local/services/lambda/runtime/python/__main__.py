"""What runs inside an instance of a Python function. See local_lambda/main.py."""

import sys

# The function's own folder takes its place.
OWN_FOLDER = sys.path.pop(0)

if __name__ == "__main__":
    sys.path.append(OWN_FOLDER)
    from local_lambda.main import run

    sys.path.remove(OWN_FOLDER)
    run()
