"""From an alert and a decision to the record: what news is told by comes from the alert."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from streams.catalogue import Catalogue
from streams.dispositions.making import Wish, about_alert, about_subject
from streams.errors import DispositionError
from streams.records import Alert, Snooze
from tests.dispositions.bench import LOADED, Bench
from tests.integration.made import party

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def alert() -> Alert:
    """Many paid one customer."""
    bench = Bench(Catalogue.of([LOADED["fan-in"]], LOADED.vocabulary))
    for number in range(30):
        for raised in bench.pay(
            f"P{number}", number / 1000, "800.00", debtor=party(f"S{number % 29}"), creditor=party("A")
        ):
            return raised.alert
    raise AssertionError("nothing was raised")


def wish(**changed: Any) -> Wish:
    return Wish(**{"verdict": "close", "decided_by": "Analyst 1", "decided_at": NOW, "reason": "known", **changed})


def test_a_disposition_carries_what_the_alert_said(alert: Alert) -> None:
    made = about_alert(alert, wish(), 366)
    assert made.known is not None
    assert (made.alert, made.subject, made.typology) == (alert.id, "customer:A", "fan-in")
    assert set(made.known.transactions) == {item.transaction for item in alert.evidence}
    assert set(made.known.counterparties) == {item.counterparty for item in alert.evidence}
    assert (made.known.evidence_count, made.known.evidence_value) == (
        alert.evidence_count,
        Decimal(alert.evidence_value),
    )
    assert made.known.crimes == alert.crimes
    assert made.id == about_alert(alert, wish(), 366).id != about_alert(alert, wish(decided_by="Analyst 2"), 366).id


@pytest.mark.parametrize("named", ["customer:S1", "S1"])
def test_an_allowed_counterparty_is_found_in_the_evidence_with_its_part_of_it(alert: Alert, named: str) -> None:
    allow = about_alert(alert, wish(allow=named, allow_until=NOW), 366).allow
    assert allow is not None
    [own] = [item for item in alert.evidence if item.counterparty == "customer:S1"]
    assert (allow.counterparty, allow.evidence_count) == ("customer:S1", 1)
    assert str(allow.evidence_value) == own.value


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"allow": "customer:Z", "allow_until": NOW}, "customer:Z is not one of the counterparties"),
        ({"allow": "S1"}, "a second person"),
        ({"snooze": Snooze(until=None)}, "a second person"),
        ({"snooze": Snooze(until=None), "approved_by": "analyst 1"}, "a second person"),
        ({"snooze": Snooze(until=NOW + timedelta(days=367))}, "a second person"),
        ({"reason": None}, "says why it is closed"),
        ({"verdict": "escalate", "reason": None, "snooze": Snooze(until=NOW)}, "must not be kept quiet"),
    ],
)
def test_what_a_worker_would_refuse_is_not_published(alert: Alert, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(DispositionError, match=said):
        about_alert(alert, wish(**changed), 366)


def test_a_sampled_subject_is_decided_on_with_what_was_looked_at() -> None:
    made = about_subject("customer:A", ["T1", "T2"], wish(reason="false_positive"), 366)
    assert (made.sampled, made.alert, made.known and made.known.transactions) == (True, None, ("T1", "T2"))
    with pytest.raises(DispositionError, match="nothing to snooze"):
        about_subject("customer:A", [], wish(snooze=Snooze(until=NOW)), 366)
