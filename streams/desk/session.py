"""Sessions: a signed cookie says who, until when, under which password; what is kept is which ones were ended early."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import os
import secrets
from pathlib import Path
from typing import NamedTuple

import msgspec

from streams.desk.accounts import Account, Accounts, Role
from streams.desk.kept import put
from streams.errors import SettingsError

log = logging.getLogger(__name__)

_KEY_BYTES = 32
_ENDED_MAX = 10_000


class Session(NamedTuple):
    """Somebody who is signed in."""

    name: str
    role: Role
    id: str
    expires: float
    """Seconds since 1970."""
    csrf: str
    """What every form of the session carries."""

    @property
    def may_decide(self) -> bool:
        """Whether verdicts are taken from it."""
        return self.role in ("analyst", "approver")

    @property
    def may_approve(self) -> bool:
        """Whether it may be the second person."""
        return self.role == "approver"


class Sessions:
    """Issues cookies and reads them."""

    def __init__(self, key: bytes, minutes: float, ended: Path) -> None:
        """`minutes` is how long a session lasts, however busy it is; `ended` is the file of those that were ended
        early, which outlive a restart as the key does. Raises SettingsError where it cannot be read."""
        self._key = key
        self.seconds = minutes * 60
        self._file = ended
        self._ended = _ended_in(ended)

    def issue(self, account: Account, now: float) -> str:
        """A cookie for whoever has just proved who they are."""
        body = msgspec.json.encode([account.name, now + self.seconds, secrets.token_urlsafe(16), _print(account)])
        return f"{_encode(body)}.{_encode(self._sign(b'session', body))}"

    def read(self, cookie: str, accounts: Accounts, now: float) -> Session | None:
        """The session of a cookie that we issued, that is not over, and whose account is still the same."""
        try:
            body, signature = (_decode(part) for part in cookie.split("."))
        except ValueError:
            return None
        if not hmac.compare_digest(signature, self._sign(b"session", body)):
            return None
        name, expires, identity, fingerprint = msgspec.json.decode(body, type=tuple[str, float, str, str])
        account = accounts.get(name)
        if now >= expires or identity in self._ended or account is None:
            return None
        if not hmac.compare_digest(fingerprint, _print(account)):
            return None
        csrf = _encode(self._sign(b"csrf", identity.encode()))
        return Session(name, account.role, identity, expires, csrf)

    def end(self, session: Session, now: float) -> None:
        """Take this session no more; where that cannot be kept in the file, until a restart."""
        self._ended = {identity: until for identity, until in self._ended.items() if until > now}
        while len(self._ended) >= _ENDED_MAX:
            del self._ended[next(iter(self._ended))]
        self._ended[session.id] = session.expires
        try:
            put(self._file, msgspec.json.encode(self._ended))
        except OSError as error:
            log.error("a session that was ended would live again after a restart: %s: %s", self._file, error)

    def _sign(self, purpose: bytes, body: bytes) -> bytes:
        return hmac.digest(self._key, purpose + b"\n" + body, "sha256")


def key_of(file: Path) -> bytes:
    """The key in a file, made where there is none. Raises SettingsError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            found = file.read_bytes()
        else:
            found = secrets.token_bytes(_KEY_BYTES)
            with os.fdopen(handle, "wb") as opened:
                opened.write(found)
    except OSError as error:
        raise SettingsError(f"{file}: {error}") from error
    if len(found) < _KEY_BYTES:
        raise SettingsError(f"{file} is no key: it has fewer than {_KEY_BYTES} bytes; delete it, and one is made")
    return found


def _ended_in(file: Path) -> dict[str, float]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, float])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError) as error:
        raise SettingsError(f"{file}: {error}") from error


def _print(account: Account) -> str:
    """Changes with the password and the role, so that both end sessions."""
    return hashlib.sha256(f"{account.role}\n{account.password}".encode()).hexdigest()[:16]


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _decode(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
