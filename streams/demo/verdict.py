"""What the demo found of what was injected, as a summary for programs and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rich.table import Table
from rich.text import Text

from models.synthetic import Injection, score
from models.synthetic.score import Score


@dataclass(frozen=True, slots=True)
class Published:
    """An alert and the topic, without prefix, where it was read."""

    topic: str
    alert: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The score of everything that was published, and of what reaches an analyst: all but the shadow."""

    everything: Score
    reaching: Score
    seconds: float

    @classmethod
    def of(
        cls, injections: Sequence[Injection], published: Sequence[Published], transactions: int, seconds: float
    ) -> Verdict:
        """Judge what was published. Typologies in shadow must be detected too, but disturb nobody with the rest."""
        reaching = [each.alert for each in published if each.topic != "alerts.shadow"]
        return cls(
            score(injections, [each.alert for each in published], transactions),
            score(injections, reaching, transactions),
            seconds,
        )

    @property
    def complete(self) -> bool:
        """Whether every typology that was injected was detected; single injections that were missed are listed."""
        return all(found["detected"] for found in self.everything["typologies"].values() if found["injected"])

    def summary(self) -> dict[str, Any]:
        """What `summary.json` holds."""
        return {
            "transactions": self.everything["transactions"],
            "seconds": round(self.seconds, 1),
            "typologies": self.everything["typologies"],
            "unexpected_alerts": self.reaching["unexpected_alerts"],
        }

    def table(self) -> Table:
        """One row for each typology."""
        table = Table("typology", box=None, pad_edge=False, header_style="bold")
        for heading in ("injected", "detected", "median time to detect", "unexpected"):
            table.add_column(heading, justify="right")
        for name, found in self.everything["typologies"].items():
            missed = found["detected"] < found["injected"]
            delay = found["median_delay_seconds"]
            table.add_row(
                name,
                str(found["injected"]),
                Text(str(found["detected"]), "bold red" if missed else "green"),
                duration(delay) if delay is not None else "never",
                str(self.everything["unexpected_by_typology"].get(name, 0)),
            )
        return table

    def closing(self) -> str:
        """The figures below the table, in sentences."""
        injected = sum(found["injected"] for found in self.everything["typologies"].values())
        missed = "".join(f"\nmissed: {each['typology']} on {each['subject']}" for each in self.everything["missed"])
        return (
            f"{injected - len(self.everything['missed'])} of {injected} injections detected in"
            f" {self.everything['transactions']:,} transactions and {self.seconds:.0f} seconds."
            f" {self.reaching['unexpected_alerts']} alerts on subjects that did nothing, which is"
            f" {self.reaching['unexpected_per_10000_transactions']:.2f} per 10,000 transactions; typologies in shadow"
            f" would add {self.everything['unexpected_alerts'] - self.reaching['unexpected_alerts']}."
            f" {self.reaching['reports_on_others']} further reports are owed by law.{missed}"
        )


def duration(seconds: float) -> str:
    """Event time in words: `3 d 04:10:00`."""
    days, rest = divmod(round(seconds), 86_400)
    return f"{days} d {timedelta(seconds=rest)!s:>08}"
