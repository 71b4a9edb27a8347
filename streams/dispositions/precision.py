"""How often typologies were right, from the verdicts about their alerts.

Right is what was escalated, wrong what was closed as a false positive. Duplicates, data errors and what was closed for
other reasons say nothing about a typology, and neither do earlier verdicts about the same alert. What was sampled is
counted apart: it was drawn from what nobody would have looked at.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from streams.records import Disposition


class Precision(msgspec.Struct):
    """The verdicts about one typology."""

    typology: str
    escalated: int = 0
    false_positive: int = 0
    known: int = 0
    insufficient: int = 0
    duplicate: int = 0
    data_error: int = 0

    @property
    def precision(self) -> float | None:
        """Share of right ones; None where there is neither."""
        judged = self.escalated + self.false_positive
        return self.escalated / judged if judged else None


def latest(dispositions: Iterable[Disposition]) -> list[Disposition]:
    """The last verdict about each alert, and about each subject that was sampled, in their order."""
    found: dict[tuple[str, str], Disposition] = {}
    for each in dispositions:
        about = (each.subject, each.alert or "")
        found.pop(about, None)
        found[about] = each
    return list(found.values())


def precisions(dispositions: Iterable[Disposition], *, sampled: bool = False) -> list[Precision]:
    """The precision of each typology about which there is a verdict, by name; of what was sampled, or of the rest."""
    found: dict[str, Precision] = {}
    for each in latest(each for each in dispositions if each.sampled == sampled):
        if each.alert is not None:
            counted = found.setdefault(each.typology, Precision(each.typology))
            name = each.reason or {"escalate": "escalated"}.get(each.verdict, each.verdict)
            setattr(counted, name, getattr(counted, name) + 1)
    return [found[name] for name in sorted(found)]
