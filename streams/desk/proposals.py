"""Decisions that wait for a second person: a file each, so that a restart forgets none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from streams.desk import metrics
from streams.desk.kept import put
from streams.errors import DispositionError, UnavailableError
from streams.records import Disposition


class Proposal(msgspec.Struct, frozen=True):
    """A decision without its second person."""

    disposition: Disposition
    title: str
    """Of the alert."""
    proposed_at: datetime
    after: str
    """The newest disposition about the alert when this was proposed; empty for none."""


class Proposals:
    """A folder of them."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder = folder
        self._most = most

    def all(self) -> list[Proposal]:
        """All, the oldest first. Raises UnavailableError where the folder cannot be read."""
        try:
            found = [self._read(file) for file in sorted(self._folder.glob("*.json"))]
        except (OSError, msgspec.MsgspecError) as error:
            raise UnavailableError(f"{self._folder}: {error}") from error
        held = [each for each in found if each is not None]
        return sorted(held, key=lambda each: (each.proposed_at, each.disposition.id))

    def count(self) -> int:
        """How many there are."""
        found = sum(1 for _ in self._folder.glob("*.json"))
        metrics.PROPOSALS.set(found)
        return found

    def get(self, identity: str) -> Proposal | None:
        """The proposal of a disposition's id."""
        return next((each for each in self.all() if each.disposition.id == identity), None)

    def put(self, proposal: Proposal) -> None:
        """Keep one. Raises DispositionError where there is no room, UnavailableError where it cannot be written."""
        if self.count() >= self._most:
            raise DispositionError(f"{self._most} decisions wait for a second person; there is room for no more")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            put(self._file(proposal.disposition.id), msgspec.json.encode(proposal))
        except OSError as error:
            raise UnavailableError(f"{self._folder}: {error}") from error

    def remove(self, identity: str) -> None:
        """Forget one; no harm where somebody else did."""
        self._file(identity).unlink(missing_ok=True)

    def _file(self, identity: str) -> Path:
        return self._folder / f"{UUID(identity)}.json"

    def _read(self, file: Path) -> Proposal | None:
        try:
            return msgspec.json.decode(file.read_bytes(), type=Proposal)
        except FileNotFoundError:
            return None
