"""A score for every movement, so that a catalogue can be measured like a model and compared with one.

    score = 1 - (1 - w₁)(1 - w₂)…(1 - s·n)

w₁, w₂ … are the weights of the typologies that fired: on the movement itself, or in an alert on its subject that lists
its transaction as evidence (an alert of a network counts for both sides of each payment between others). n is how near
the others came, from 0 to below 1, see `streams.backtest.nearness`: nine parts the nearest one, one part the mean of
all, so that few movements are alike. s is the smallest weight in the catalogue.

So everything that fired stands above everything that did not, the rest is in an order that a reviewer would go by, and
more fired weight never lowers a score: a typology that fires adds at least s where its nearness added less. Typologies
in shadow, those without weight and statutory reports are duties or trials, no suspicions, and count nothing. Nor do
those that read a model: what it says has columns of its own.

With a trained model this is the column `rules`, and `score` is of both, see `streams.backtest.together`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from streams.alerts.published import KIND_NAMES, REPORTS, Raised
from streams.backtest.nearness import FIRED, Matrix
from streams.backtest.opinion import Opinion
from streams.backtest.together import together
from streams.catalogue.catalogue import Catalogue
from streams.catalogue.typology import Typology
from streams.movement import Movements
from streams.records import Transaction
from streams.signals.flows import NETWORK
from streams.subject.subjects import Applied, Subjects

_NEAREST, _MEAN = 0.9, 0.1


def counts(typology: Typology) -> bool:
    """Whether a typology adds to the score."""
    suspects = typology.status != "shadow" and typology.topic != REPORTS and typology.weight > 0
    return suspects and not typology.reads_model


def is_of_networks(typology: Typology) -> bool:
    """Whether a typology fires on tokens, and so is neither near to nor far from a single movement."""
    return not NETWORK.isdisjoint(typology.signals)


class Scores:
    """Collects what is needed of every movement that was applied."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._typologies = catalogue.typologies
        self._numbers = {each.id: number for number, each in enumerate(catalogue.typologies)}
        self._weights = np.array([each.weight if counts(each) else 0.0 for each in catalogue.typologies])
        self._step = float(self._weights[self._weights > 0].min(initial=1.0))
        of_networks = np.array([is_of_networks(each) for each in catalogue.typologies], dtype=np.bool_)
        self._counted = np.flatnonzero((self._weights > 0) & ~of_networks)
        """Typologies that fire on movements; what fires on tokens shows in the evidence of its alerts."""
        self._positions: list[npt.NDArray[np.int64]] = []
        self._kinds: list[npt.NDArray[np.uint8]] = []
        self._near: list[Matrix] = []
        self._subjects: list[int] = []
        self._names: dict[bytes, int] = {}
        self._fired: set[tuple[int, int]] = set()
        """Row and typology."""

    def add(self, movements: Movements, applied: Applied, held: Subjects, near: Matrix) -> None:
        """Take in the movements of a step with how near each typology was (typologies, movements)."""
        kept = np.flatnonzero(applied.is_new)
        first = len(self._subjects)
        self._positions.append(movements["input_offset"][kept])
        self._kinds.append(applied.kinds[kept])
        for slot in applied.slots[kept].tolist():
            self._subjects.append(self._names.setdefault(held.keys[slot], len(self._names)))
        counted = near[self._counted][:, kept]
        for number, row in np.argwhere(counted == FIRED).tolist():
            self._fired.add((first + row, int(self._counted[number])))
        self._near.append(_rest(counted))

    def frame(
        self, transactions: Sequence[Transaction], raised: Iterable[Raised], opinion: Opinion | None = None
    ) -> pl.DataFrame:
        """A row for each movement, in the order in which they were judged; `transactions` in that order too.

        Columns: transaction, subject, time, kind (of party), score from 0 to 1, fired (ids of typologies). With a
        model's opinion of the same movements also rules (the score without it), anomaly_tail and, where the model
        learned from labels, ranker.
        """
        positions = np.concatenate([np.empty(0, np.int64), *self._positions])
        names = [name.decode() for name in self._names]
        subjects = [names[number] for number in self._subjects]
        judged = [transactions[position] for position in positions.tolist()]
        pairs = self._fired | set(self._by_evidence([each.id for each in judged], subjects, raised))
        kinds = np.concatenate([np.empty(0, np.uint8), *self._kinds]).tolist()
        fired = defaultdict(list)
        for row, number in sorted(pairs):
            fired[row].append(self._typologies[number].id)
        found = pl.DataFrame(
            {
                "transaction": [each.id for each in judged],
                "subject": subjects,
                "time": [each.time for each in judged],
                "kind": [KIND_NAMES[kind] for kind in kinds],
                "score": self._scores(pairs),
                "fired": [fired.get(row, []) for row in range(len(judged))],
            },
            schema_overrides={
                "transaction": pl.String,
                "subject": pl.String,
                "kind": pl.String,
                "time": pl.Datetime("us", "UTC"),
                "fired": pl.List(pl.String),
            },
        )
        return found if opinion is None else self._with(opinion, found, positions)

    def _with(self, opinion: Opinion, found: pl.DataFrame, positions: npt.NDArray[np.int64]) -> pl.DataFrame:
        times_us, rules = found["time"].dt.timestamp("us").to_numpy(), found["score"].to_numpy()
        tails, ranks = opinion.tails, opinion.ranks
        score = together(tails, ranks, rules, positions, np.array(self._subjects, np.int64), times_us)
        columns = {"score": score, "rules": rules, "anomaly_tail": tails, "ranker": ranks}
        return found.with_columns(pl.Series(name, each) for name, each in columns.items() if each is not None)

    def _scores(self, pairs: Iterable[tuple[int, int]]) -> Matrix:
        near = np.concatenate([np.empty(0), *self._near])
        quiet = np.ones(len(near))
        for row, number in sorted(pairs):
            quiet[row] *= 1.0 - self._weights[number]
        scores: Matrix = 1.0 - quiet * (1.0 - self._step * near)
        return scores

    def _by_evidence(
        self, transactions: Sequence[str], subjects: Sequence[str], raised: Iterable[Raised]
    ) -> Iterator[tuple[int, int]]:
        """Row and typology for all that alerts list as their evidence."""
        named = set(_evidence(raised, self._numbers))
        wanted = {transaction for transaction, _, _ in named}
        rows = defaultdict(list)
        for row, transaction in enumerate(transactions):
            if transaction in wanted:
                rows[transaction].append(row)
        for transaction, subject, number in named:
            if self._weights[number]:
                for row in rows[transaction]:
                    if subject in ("", subjects[row]):
                        yield row, number


def _rest(near: Matrix) -> Matrix:
    """How near the typologies came that did not fire, for each movement."""
    if not len(near):
        return np.zeros(near.shape[1])
    waiting = np.where(near == FIRED, 0.0, near)
    rest: Matrix = _NEAREST * waiting.max(axis=0) + _MEAN * waiting.mean(axis=0)
    return rest


def _evidence(raised: Iterable[Raised], numbers: dict[str, int]) -> Iterator[tuple[str, str, int]]:
    """Transaction, subject (empty for whoever took part in it) and typology of everything that alerts rest on."""
    for each in raised:
        alert = each.alert
        for item in alert.evidence:
            subject = "" if item.direction == "between" else alert.subject.id
            yield item.transaction, subject, numbers[alert.typology]
