"""Secrets that travel: random tokens, tokens derived from a key, and the hash under which they are stored.

A token is at least 128 bits. The database keeps only its hash, so a leaked database opens no door.
"""

import base64
import hashlib
import hmac
import secrets


def random_token() -> str:
    """A new URL-safe token of 128 random bits (22 characters)."""
    return secrets.token_urlsafe(16)


def derived_token(*, secret: str, purpose: str, key: str) -> str:
    """The token that belongs to `key` for `purpose`: the same every time, so a letter sent twice is the same letter."""
    digest = hmac.digest(secret.encode(), f"{purpose}:{key}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:18]).decode()


def token_hash(token: str) -> str:
    """What is stored in place of the token: its SHA-256 in hexadecimal (64 characters)."""
    return hashlib.sha256(token.encode()).hexdigest()
