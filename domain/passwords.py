"""What a password must be, and how it is kept: bcrypt, never readable again."""

import unicodedata
from functools import cache
from pathlib import Path

import bcrypt

from domain.errors import Refused

LEAST, MOST_BYTES = 10, 72  # bcrypt reads no more than 72 bytes
COMMON = Path(__file__).with_name("common_passwords.txt")  # ten characters and more
ROUNDS = 12  # about a fifth of a second


class PasswordTooLong(Refused):
    message = (
        "The password is too long: 72 Latin letters and digits, or 24 Chinese characters, at most."
    )


class PasswordTooShort(Refused):
    message = "The password is too short: {least} characters at least."


class PasswordTooCommon(Refused):
    message = (
        "This password is among the first that anybody would try. Please think of another one."
    )


class PasswordIsName(Refused):
    message = "The password must not be or contain the account's own name."


def normal(password: str) -> str:
    """The same password however a keyboard composes its letters; blanks at its ends do not count."""
    return unicodedata.normalize("NFC", password).strip()


def check_length(password: str) -> None:
    """Raise PasswordTooLong for more than bcrypt reads."""
    if len(normal(password).encode()) > MOST_BYTES:
        raise PasswordTooLong


def hashed(password: str, *, username: str) -> str:
    """The hash to keep of a new password; raises what speaks against it."""
    password = normal(password)
    check_length(password)
    if len(password) < LEAST:
        raise PasswordTooShort(least=LEAST)
    if password.lower() in _common() or len(set(password)) < 4:
        raise PasswordTooCommon
    if username.lower() in password.lower():
        raise PasswordIsName
    return _hashed(password)


def fits(password: str, password_hash: str) -> bool:
    """Whether this is the password of that hash; takes the same time either way."""
    return bcrypt.checkpw(normal(password).encode(), password_hash.encode())


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text("utf-8").split())


@cache
def decoy() -> str:
    """The hash that a name without an account is compared with, so that it takes as long as one with."""
    return _hashed("nobody has this password")


def _hashed(password: str) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(ROUNDS)).decode()
