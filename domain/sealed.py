"""Secrets of others that the platform must use itself: kept sealed with the installation's own key.

A backup, a copy of the database or a look into its tables shows nothing that could be used. Another key
(PLATFORM_SECRET) opens nothing that was sealed before: such a secret is entered anew.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

from db.settings import secret


class Unreadable(Exception):
    """It was sealed with another key."""


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def opened(kept: str) -> str:
    """What was sealed. Raises Unreadable."""
    try:
        return _box().decrypt(kept.encode()).decode()
    except InvalidToken as fault:
        raise Unreadable from fault


def _box() -> Fernet:
    key = hmac.new(secret(), b"sealed secrets", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))
