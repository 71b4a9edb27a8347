"""Who may sign in: a file of names, roles and hashed passwords, read anew whenever it changes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from pathlib import Path
from typing import Literal

import msgspec

from streams.desk.kept import put
from streams.dispositions.reading import person
from streams.errors import SettingsError

Role = Literal["viewer", "analyst", "approver"]
"""Looks; decides; decides and is the second person."""
PASSWORD_MIN, PASSWORD_MAX = 15, 1024
"""Characters. The lower one is NIST SP 800-63B-4, 3.1.1.2, for a password that is the only factor."""
USERS_MAX = 10_000

_NAME = re.compile(r"[\w.@+-]+( [\w.@+-]+)*")
_NAME_MAX = 128
_COST, _BLOCK, _PARALLEL = 1 << 15, 8, 3
"""Of scrypt: 32 MiB each, as the OWASP Password Storage Cheat Sheet has it."""
_MEMORY_MAX = 128 << 20
_LENGTH = 32


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody who may sign in."""

    name: str
    role: Role
    password: str = ""
    """Hash; empty for whoever signs in at a proxy only."""


class _File(msgspec.Struct, frozen=True):
    users: tuple[Account, ...] = ()


class Accounts:
    """The file of users."""

    def __init__(self, file: Path) -> None:
        """The file may be missing: then there is nobody."""
        self._file = file
        self._read_at: tuple[int, int, int] | None = None
        self._users: dict[str, Account] = {}
        self._nobody = hashed(secrets.token_urlsafe())

    def all(self) -> list[Account]:
        """Everybody, by name. Raises SettingsError for a file that cannot be read."""
        self._refresh()
        return sorted(self._users.values(), key=lambda each: each.name)

    def get(self, name: str) -> Account | None:
        """The account of this name as it is written, or None."""
        self._refresh()
        found = self._users.get(person(name))
        return found if found is not None and found.name == name else None

    def verified(self, name: str, password: str) -> Account | None:
        """The account, where the password is its own. Takes as long for a name that does not exist."""
        found = self.get(name)
        has_password = found is not None and bool(found.password)
        kept = found.password if found is not None and found.password else self._nobody
        fits = matches(password, kept)
        return found if has_password and fits else None

    def put(self, account: Account) -> None:
        """Add an account, or change it. Raises SettingsError for a name that is taken or cannot be one."""
        if not _NAME.fullmatch(account.name) or len(account.name) > _NAME_MAX:
            raise SettingsError(f"{account.name!r} is no name: words of letters, digits and . @ + - _")
        self._refresh()
        held = self._users.get(person(account.name))
        if held is not None and held.name != account.name:
            raise SettingsError(f"{account.name} and {held.name} would be taken for one person")
        if held is None and len(self._users) >= USERS_MAX:
            raise SettingsError(f"there are {USERS_MAX} users, and no room for more")
        self._write({**self._users, person(account.name): account})

    def remove(self, name: str) -> bool:
        """Remove an account, which ends its sessions; whether there was one."""
        if self.get(name) is None:
            return False
        self._write({key: each for key, each in self._users.items() if each.name != name})
        return True

    def _refresh(self) -> None:
        try:
            stat = self._file.stat()
            mark = stat.st_mtime_ns, stat.st_size, stat.st_ino
            if mark != self._read_at:
                read = msgspec.json.decode(self._file.read_bytes(), type=_File)
                self._users, self._read_at = {person(each.name): each for each in read.users}, mark
        except FileNotFoundError:
            self._users, self._read_at = {}, None
        except (OSError, msgspec.MsgspecError) as error:
            raise SettingsError(f"{self._file}: {error}") from error

    def _write(self, users: dict[str, Account]) -> None:
        """All or nothing, readable for the owner only."""
        content = msgspec.json.format(msgspec.json.encode(_File(tuple(users.values()))), indent=2)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            put(self._file, content + b"\n")
        except OSError as error:
            raise SettingsError(f"{self._file}: {error}") from error
        self._read_at = None


def hashed(password: str) -> str:
    """What is kept of a password: parameters, salt and hash."""
    salt = secrets.token_bytes(16)
    found = _scrypt(password, salt, _COST, _BLOCK, _PARALLEL)
    return "$".join(["scrypt", str(_COST), str(_BLOCK), str(_PARALLEL), _base64(salt), _base64(found)])


def matches(password: str, kept: str) -> bool:
    """Whether a hash is that of the password, in constant time."""
    try:
        _, cost, block, parallel, salt, wanted = kept.split("$")
        found = _scrypt(password[:PASSWORD_MAX], base64.b64decode(salt), int(cost), int(block), int(parallel))
        return hmac.compare_digest(found, base64.b64decode(wanted))
    except ValueError as error:
        raise SettingsError("the file of users holds a hash that is none") from error


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=cost, r=block, p=parallel, maxmem=_MEMORY_MAX, dklen=_LENGTH)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
