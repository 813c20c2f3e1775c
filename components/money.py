"""Amounts of money as they are shown, whole and with their unit."""

from components.texts import t


def yuan(amount: int | None) -> str:
    """So many yuan; empty where it is not known."""
    return "" if amount is None else t("{n} yuan", n=f"{amount:,}")
