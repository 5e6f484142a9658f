"""Lambda's Python runtime for functions on this machine, with Python's standard library alone."""
