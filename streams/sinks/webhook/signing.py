"""Signatures of webhooks (https://www.standardwebhooks.com, version 1.0.0, symmetric keys): HMAC-SHA256 over id, time
and body, in the header `webhook-signature`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from pathlib import Path

from streams.errors import SettingsError
from streams.settings import Settings

_PREFIX = "whsec_"
_KEY_BYTES = (24, 64)
"""What the specification allows."""


def signature(keys: list[bytes], message_id: str, timestamp: int, body: bytes) -> str:
    """The header's value: one signature for each key, so that a receiver may know the old or the new one."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    digests = (hmac.new(key, signed, hashlib.sha256).digest() for key in keys)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def keys(settings: Settings) -> list[bytes]:
    """The keys in the settings; SettingsError, without the key, where there is none that can be used."""
    words = _secret(settings).split()
    if not words:
        raise SettingsError("neither webhook_secret nor webhook_secret_file gives a key to sign with")
    return [_key(word) for word in words]


def _secret(settings: Settings) -> str:
    given = settings.webhook_secret.get_secret_value()
    if given or settings.webhook_secret_file is None:
        return given
    try:
        return Path(settings.webhook_secret_file).read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"setting webhook_secret_file: {error}") from error


def _key(word: str) -> bytes:
    try:
        key = base64.b64decode(word.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    least, most = _KEY_BYTES
    if not word.startswith(_PREFIX) or not least <= len(key) <= most:
        raise SettingsError(
            f"a webhook's key is `{_PREFIX}` and {least} to {most} bytes in base64; this makes one:"
            f" printf {_PREFIX}; openssl rand -base64 32"
        )
    return key
