"""Where decisions meet the judgement: they are received into subjects' states, and asked when something fires."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from streams.catalogue.catalogue import Catalogue
from streams.catalogue.typology import Typology
from streams.dispositions.decision import Decision, decision_of
from streams.dispositions.holding import Facts, Held, Rules, ask
from streams.dispositions.reading import read
from streams.errors import Rejection
from streams.records import Disposition
from streams.settings import Settings
from streams.subject.episode import Episode
from streams.subject.subjects import Subjects


class Told(NamedTuple):
    """A record of `dispositions`."""

    key: bytes | None
    value: bytes | None
    offset: int
    at_ms: int
    """Kafka timestamp."""


class Refusal(NamedTuple):
    """A record that cannot be used, and why."""

    partition: int
    told: Told
    rejection: Rejection


class Desk:
    """The decisions about the subjects that this worker holds."""

    def __init__(self, settings: Settings, catalogue: Catalogue, subjects: Subjects, base_decimals: int) -> None:
        self._subjects = subjects
        self._decimals = base_decimals
        self._most = settings.dispositions_max
        self._days_max = settings.suppression_max_days
        self._rules = Rules(settings.suppression_growth, settings.revision_growth)
        self._ended: list[tuple[str, str]] = []
        self.use(catalogue)

    def use(self, catalogue: Catalogue) -> None:
        """Judge by this catalogue from now on."""
        self._crimes = {typology.id: typology.crimes for typology in catalogue.typologies}

    def receive(self, partition: int, records: Sequence[Told]) -> tuple[list[Disposition], list[Refusal]]:
        """Take in records in order of offsets; those that are news, and those that cannot be used."""
        news: list[Disposition] = []
        refused: list[Refusal] = []
        for told in records:
            try:
                found = read(told.key, told.value, self._days_max)
            except Rejection as rejection:
                refused.append(Refusal(partition, told, rejection))
                continue
            slot = int(self._subjects.locate(partition, [found.subject.encode()])[0])
            decided = self._subjects.decided_of(slot)
            if told.offset <= decided.position:
                continue
            decided.position = told.offset
            if decided.take(decision_of(found, told.at_ms, told.offset, self._decimals), self._most):
                news.append(found)
        return news, refused

    def open_episodes(self, slot: int, at_ms: int) -> list[Episode]:
        """The episodes of a subject that count: neither closed by a decision nor held back, as Kafka received something
        at a time."""
        decided, episodes = self._subjects.decided[slot], self._subjects.episodes[slot]
        if decided is None:
            return episodes
        return [each for each in episodes if not each.held and not decided.is_closed(each.alert, at_ms)]

    def is_closed(self, slot: int, alert: str, at_ms: int) -> bool:
        """Whether an alert of a subject was closed by then."""
        decided = self._subjects.decided[slot]
        return decided is not None and decided.is_closed(alert, at_ms)

    def closing(self, slot: int, alert: str, at_ms: int) -> str:
        """Id of the disposition that closed an alert by then; empty for none."""
        decided = self._subjects.decided[slot]
        if decided is None or not decided.is_closed(alert, at_ms):
            return ""
        return next(each.id for each in reversed(decided.decisions) if each.at_ms <= at_ms and each.alert == alert)

    def may_hold(self, slot: int, typology: Typology) -> bool:
        """Whether a decision about the subject exists, and the typology may be held back at all."""
        return self._subjects.decided[slot] is not None and typology.suppressible and typology.topic == "alerts"

    def ask(self, slot: int, facts: Facts, at_ms: int) -> Held | None:
        """What holds a firing back; see `streams.dispositions.holding`."""
        decided = self._subjects.decided[slot]
        if decided is None:
            return None

        def since(moment_ms: int) -> Collection[str]:
            return {
                crime
                for each in self._subjects.episodes[slot]
                if each.first_detected_ms >= moment_ms and each.weight > 0 and not each.held
                for crime in (self._crimes.get(each.typology, ()) if each.typology != facts.typology else ())
            }

        answer = ask(decided, facts, at_ms, since, self._rules)
        if answer.ended:
            self._subjects.redecided.add(slot)
            self._ended.extend((facts.typology, each.ended_by) for each in answer.ended)
        return answer.held

    def decision(self, slot: int, name: str) -> Decision | None:
        """The decision about a subject of this disposition's id."""
        decided = self._subjects.decided[slot]
        return next((each for each in decided.decisions if each.id == name), None) if decided is not None else None

    def taken_ended(self) -> list[tuple[str, str]]:
        """Typology and reason of what has ended since this was asked last."""
        ended, self._ended = self._ended, []
        return ended
