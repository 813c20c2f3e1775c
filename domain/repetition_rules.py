"""The end of a rule of repetition (RFC 5545): taken away, or another one."""

from datetime import UTC, datetime

ENDS = ("COUNT", "UNTIL")


def endless(rule: str) -> str:
    """The rule without its end."""
    parts = (each for each in rule.split(";") if each.partition("=")[0] not in ENDS)
    return ";".join(filter(None, parts))


def until(rule: str, last: datetime) -> str:
    """The rule up to `last`, the moment of its last time; a number of times would count from another beginning."""
    return ";".join(filter(None, (endless(rule), f"UNTIL={last.astimezone(UTC):%Y%m%dT%H%M%SZ}")))
