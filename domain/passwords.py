"""What a password must be, and how it is kept: bcrypt, never readable again."""

import unicodedata
from functools import cache

import bcrypt

from domain.errors import Refused

LEAST, MOST_BYTES = 10, 72  # bcrypt reads no more than 72 bytes
ROUNDS = 12  # about a fifth of a second

COMMON = frozenset(
    """
    0123456789 1234567890 12345678910 0987654321 1111111111 0000000000 8888888888 6666666666 1234512345 1122334455
    1q2w3e4r5t 1qaz2wsx3edc 1qazxsw23edc q1w2e3r4t5 qwertyuiop qwerty1234 qwerty12345 qazwsxedcrfv asdfghjkl1 zxcvbnm123
    password12 password123 password1234 passw0rd123 p@ssw0rd123 administrator admin12345 admin123456 administrator1
    changeme123 letmein1234 welcome123 welcome1234 iloveyou123 iloveyou1314 woaini1314 woaini520520 woaini1314520
    5201314520 1314520520 abc1234567 abcd123456 abcdefghij a123456789 aa123456789 qq123456789 wenzhou123 wenzhou12345
    wenzhou2025 wenzhou2026 zhejiang123 platform123 testtest123 test123456 user123456 guest12345 superman123 sunshine123
    """.split()
)


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
    if password.lower() in COMMON or len(set(password)) < 4:
        raise PasswordTooCommon
    if username.lower() in password.lower():
        raise PasswordIsName
    return _hashed(password)


def fits(password: str, password_hash: str) -> bool:
    """Whether this is the password of that hash; takes the same time either way."""
    return bcrypt.checkpw(normal(password).encode(), password_hash.encode())


@cache
def decoy() -> str:
    """The hash that a name without an account is compared with, so that it takes as long as one with."""
    return _hashed("nobody has this password")


def _hashed(password: str) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(ROUNDS)).decode()
