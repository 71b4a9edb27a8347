"""One side of a transaction: a party at its institution, with all that can be said of it without the transaction.

The same parties come again and again, and each says the same of itself nearly every time. So everything that depends on
a party and its institution alone is found once and remembered under all that they say: a party that changes its name
is another key.
"""

from __future__ import annotations

import msgspec

from streams.flows.ring import identifier_mark
from streams.intake.names import name_key
from streams.intake.parties import Directory, Subject, subject_id
from streams.intake.profiles import UNDESCRIBED, Described, Profiles
from streams.intake.tagging import hash32, met_as
from streams.intake.whereabouts import country_code
from streams.records import Party
from streams.reference.watch_list import Entry, WatchList

_REMEMBERED = 100_000
_NAME_MAX = 140
"""Characters of a name that a subject's state keeps: as many as ISO 20022 allows. With them a subject's changed records
fit one batch."""
_IDENTIFIERS_MAX = 16
_encode = msgspec.msgpack.Encoder(decimal_format="string").encode


class Side(msgspec.Struct, frozen=True, gc=False):
    """One side as itself and as the other side sees it; hashes and codes are 0 where unknown, texts empty."""

    party: Party | None
    subject: Subject | None
    """None where the party cannot be told from others."""
    account: str
    name: str
    name_hash: int
    name_key: int
    agent_hash: int
    identifiers: tuple[tuple[str, int], ...]
    """Kind and hash of each of the party's identifiers."""
    country: str
    country_code: int
    met_as: int
    """The tags that the movement of the other side has because of this one."""
    described: Described
    entries: tuple[Entry, ...]
    """Of the watch list, on whatever days they hold; likewise of the institution."""
    agent_entries: tuple[Entry, ...]


NOBODY = Side(None, None, "", "", 0, 0, 0, (), "", 0, 0, UNDESCRIBED, (), ())


class Sides:
    """Finds sides; holds nothing but what it remembers."""

    def __init__(self, directory: Directory, profiles: Profiles, watch: WatchList) -> None:
        self._directory = directory
        self._profiles = profiles
        self._watch = watch
        self._known: dict[tuple[bytes, str | None], Side] = {}

    def of(self, party: Party | None, agent: str | None) -> Side:
        """The side that a party at an agent is; either may be missing."""
        if party is None and agent is None:
            return NOBODY
        # Encoding takes in every field and is a fraction of what comparing and hashing them would cost.
        key = _encode(party), agent
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._found(party, agent)
        return known

    def _found(self, party: Party | None, agent: str | None) -> Side:
        identity = subject_id(party, agent)
        country = _country(party, agent)
        return Side(
            party,
            self._directory[identity] if identity else None,
            (party.account or party.wallet or "") if party is not None else "",
            (party.name or "")[:_NAME_MAX] if party is not None else "",
            hash32(party.name) if party is not None else 0,
            name_key(party.name) if party is not None else 0,
            hash32(agent),
            _identifiers(party),
            country,
            country_code(country),
            met_as(party),
            self._profiles.of(party),
            self._watch.entries(party),
            self._watch.agent_entries(agent),
        )


def _identifiers(party: Party | None) -> tuple[tuple[str, int], ...]:
    if party is None:
        return ()
    named = sorted((kind.casefold(), value) for kind, value in party.identifiers.items() if value.strip())
    return tuple((kind, identifier_mark(kind, value)) for kind, value in named[:_IDENTIFIERS_MAX])


def _country(party: Party | None, agent: str | None) -> str:
    """The party's own country, else its institution's: the one in a BIC (ISO 9362: its fifth and sixth letters)."""
    if party is not None and party.country is not None:
        return party.country
    if agent is None or len(agent) not in (8, 11):
        return ""
    country = agent[4:6]
    return country if country.isascii() and country.isalpha() and country.isupper() else ""
