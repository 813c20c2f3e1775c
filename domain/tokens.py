"""Secrets that are given out once: the platform keeps only their hash."""

import hashlib
import hmac
import secrets

from db.settings import secret

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misheard on the telephone


def new_token() -> str:
    """128 bits, safe in an address."""
    return secrets.token_urlsafe(16)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def spoken_secret(nonce: str) -> str:
    """Ten letters that a person can read out, about 49 bits; the same form always gives the same one."""
    digest = int.from_bytes(hmac.new(secret(), nonce.encode(), hashlib.sha256).digest())
    letters = []
    for _ in range(10):
        digest, at = divmod(digest, len(ALPHABET))
        letters.append(ALPHABET[at])
    return "".join(letters)


def normal_secret(typed: str) -> str:
    """As people type it: blanks, hyphens and capitals do not matter."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())
