"""Secrets in links and for the telephone: given out once or worked out again for a mail; only their hash is kept."""

import base64
import hashlib
import hmac
import secrets

from db.settings import secret

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misheard on the telephone


def new_token() -> str:
    """128 bits, safe in an address."""
    return secrets.token_urlsafe(16)


def link_token(whose: str) -> str:
    """128 bits, safe in an address; the same words always give the same ones, and only this platform can tell them."""
    whole = hmac.new(secret(), whose.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(whole[:16]).decode().rstrip("=")


def mark(of: str) -> int:
    """A number that is the same for the same words and tells nothing of them; a browser holds it exactly."""
    return int.from_bytes(hmac.digest(secret(), of.encode(), "sha256")[:6])


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
