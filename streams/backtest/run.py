"""A stream through the worker's own judgement, and everything that is kept of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from streams.alerts.published import Raised
from streams.backtest.border import Border
from streams.backtest.nearness import Nearness
from streams.backtest.opinion import Opinion
from streams.backtest.reading import Stream
from streams.backtest.scores import Scores
from streams.catalogue.catalogue import Catalogue
from streams.movement import Movements
from streams.offline import Offline, Refused
from streams.reference import Reference
from streams.scoring.scorer import Scorer
from streams.settings import Settings
from streams.subject.advance import Status
from streams.subject.subjects import Applied, Subjects

_AT_ONCE = 4096

OnJudged = Callable[[int], None]
"""Told how many transactions are judged."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a stream."""

    raised: list[Raised]
    """Every revision of every alert, in the order in which they are published."""
    refused: dict[int, list[Refused]]
    """What was refused after it had been read, by row of the file."""
    not_settled: int
    """Transactions in which no money moved."""
    repeated: int
    """Movements that came again with the same content."""
    movements: int
    """Movements that were applied."""


class Observed:
    """Sees every movement of a run with its signals."""

    def __init__(self, catalogue: Catalogue, opinion: Opinion | None = None) -> None:
        self.opinion = opinion
        self._nearness = Nearness(catalogue)
        self.scores = Scores(catalogue)
        self.border = Border(catalogue, self._nearness)

    def __call__(self, movements: Movements, applied: Applied, held: Subjects) -> None:
        """Take in the movements of a step."""
        near = self._nearness.of(applied.matrix)
        self.scores.add(movements, applied, held, near)
        self.border.add(movements, applied, held, near)
        if self.opinion is not None:
            self.opinion.add(applied)


@dataclass(frozen=True, slots=True)
class Judge:
    """Whatever a judgement rests on, beside the stream."""

    settings: Settings
    reference: Reference
    scorer: Scorer | None = None
    """Brings a model, for the typologies that read one."""

    def judge(
        self, stream: Stream, catalogue: Catalogue, on_judged: OnJudged, observed: Observed | None = None
    ) -> Judged:
        """Judge a whole stream from its beginning by a catalogue."""
        refused: list[Refused] = []
        offline = Offline(
            catalogue, self.settings, self.reference, observe=observed, refuse=refused.append, scorer=self.scorer
        )
        raised: list[Raised] = []
        for start in range(0, len(stream.transactions), _AT_ONCE):
            step = stream.transactions[start : start + _AT_ONCE]
            raised.extend(offline.judge(step))
            on_judged(start + len(step))
        by_row = defaultdict(list)
        for each in refused:
            by_row[stream.rows[each.position]].append(each)
        return Judged(
            raised=raised,
            refused=dict(by_row),
            not_settled=offline.not_settled,
            repeated=offline.statuses[Status.DUPLICATE],
            movements=offline.statuses[Status.APPLIED] + offline.statuses[Status.LATE],
        )


def new_alerts(raised: Sequence[Raised], topic: str = "alerts") -> list[Raised]:
    """The first revision of each alert of a topic."""
    seen: set[str] = set()
    found = []
    for each in raised:
        if each.topic == topic and each.alert.id not in seen:
            seen.add(each.alert.id)
            found.append(each)
    return found
