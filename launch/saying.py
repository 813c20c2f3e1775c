"""What is said to whoever started a word of manage.py: a line, or one sentence on why it stops."""

import sys


class Stop(Exception):
    """What stands in the way, in one sentence."""


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
