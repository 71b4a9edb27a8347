"""What the pages say is what the store holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from streams.desk import metrics
from streams.desk.state_counts import StateCounts
from streams.desk.store import Store
from streams.errors import UnavailableError
from streams.records import Comparison, Unusual
from streams.settings import Settings
from tests.desk.visitor import Visitor
from tests.sinks.made import DAY, alert, alerts, batch, item, network, payment, record, verdict
from tests.sinks.server import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture
async def viewer(visit: Callable[[], Visitor]) -> Visitor:
    visitor = visit()
    await visitor.sign_in("Viewer 1")
    return visitor


async def test_the_queue_is_by_due_date_and_no_alert_is_passed_over_between_pages(store, viewer: Visitor):
    due = {number: DAY + timedelta(days=number // 3) for number in range(8)}
    store(alerts(*(alert(number, due_at=due[number], risk=0.1 * (number % 2)) for number in range(8))))
    found, path = [], "/"
    while path:
        seen = await viewer.get(path)
        found += seen.links("/alert/")
        path = next(iter(seen.page.xpath("//a[@rel='next']/@href")), "")
        if len(found) == 3:  # decided while somebody turns pages
            store(alerts(verdict("d1", "alert-0"), topic="dispositions"))
    expected = sorted(range(8), key=lambda number: (due[number], -0.1 * (number % 2), f"alert-{number}"))
    assert found == [f"/alert/alert-{number}" for number in expected]


async def test_filters_counts_and_what_is_overdue(store, viewer: Visitor):
    later = DAY.replace(year=2999)
    store(
        alerts(
            alert(1, subject="customer:Äpfel_1", severity="low"),
            alert(2, subject="customer:2", due_at=later, crimes=("fraud",)),
            alert(3, subject="customer:3", due_at=later, typology="layering", title="Layering"),
        )
    )
    store(batch([record(alert(4), 9, "alerts.shadow")]))
    store(alerts(verdict("d1", "alert-3", "escalate"), topic="dispositions"))
    for query, expected in {
        "": [1, 2],
        "?state=any": [1, 4, 2],
        "?state=escalated": [3],
        "?state=shadow": [4],
        "?severity=low": [1],
        "?crime=fraud": [2],
        "?typology=cash-structuring&subject=CUSTOMER:2": [2],
        "?subject=äpfel_": [1],
        "?subject=%25": [],
        "?after=nonsense&severity=nonsense": [1, 2],
    }.items():
        seen = await viewer.get(f"/{query}")
        assert seen.links("/alert/") == [f"/alert/alert-{number}" for number in expected], query
    seen = await viewer.get("/")
    assert "open (2)" in seen.words
    assert "2 alerts1 overdue" in seen.words
    assert len(seen.page.xpath("//td//span[contains(@class, 'overdue')]")) == 1


async def test_overdue_reports_are_marked_counted_and_told_above_the_queue(store, viewer: Visitor):
    late = (record(alert(number), number, "reports.due") for number in (1, 2))
    in_time = record(alert(3, due_at=DAY.replace(year=2999)), 3, "reports.due")
    store(batch([*late, in_time]))
    queue = await viewer.get("/")
    assert "2 reports that the law demands: overdue" in queue.words
    assert queue.links("/?state=due") == ["/?state=due"] * 2
    seen = await viewer.get("/?state=due")
    assert "3 alerts2 overdue" in seen.words
    assert len(seen.page.xpath("//td//span[contains(@class, 'overdue')]")) == 2
    store(alerts(verdict("d1", "alert-1"), verdict("d2", "alert-2"), topic="dispositions"))
    assert "that the law demands" not in (await viewer.get("/")).words


async def test_an_alert_shows_why_on_what_evidence_and_what_was_decided(store, viewer: Visitor):
    great = "123456789012.123456789012345678"
    rows = (item(1, amount=great, currency="ETH", value=None), item(2, direction="out", counterparty="customer:2"))
    comparisons = (Comparison("cash_in_sum_10d", 12_000.5, ">", 10_000.0, 2_000.5, "money", True),)
    unusual = (Unusual("value", "money", 9.0, 1.0, 2.0, 0.4),)
    said = {"counterfactual": "Fewer deposits.", "runbook": "Ask.", "previous": "alert-0"}
    last = alert(1, 2, evidence=rows, comparisons=comparisons, unusual=unusual, **said)
    store(alerts(alert(1, evidence=rows), alert(1, 1), last))
    store(alerts(verdict("d1", note="A stall.", snooze={"until": "2026-12-01T00:00:00Z"}), topic="dispositions"))
    seen = await viewer.get("/alert/alert-1")
    for words in (
        "123,456,789,012.123456789012345678",
        "cash_in_sum_10d",
        "2,000.5",
        "Fewer deposits.",
        "Ask.",
        "A stall.",
        "snoozed until 2026-12-01",
        "usually from",
        "revision 2",
    ):
        assert words in seen.words, words
    assert len(seen.page.xpath("//table[caption='Revisions']/tbody/tr")) == 3
    assert seen.page.xpath("//svg[contains(@aria-label, 'in time')]")
    assert seen.page.xpath("//svg[contains(@aria-label, 'Payments')]")
    assert "/alert/alert-0" in seen.links("/alert/")


async def test_a_case_and_a_subject_show_their_alerts_and_neighbours(store, viewer: Visitor):
    paths = [[payment("P1", "customer:9", "customer:8"), payment("P2", "customer:8", "customer:1", "70.05")]]
    store(alerts(alert(1), network(2, paths), alert(3, subject="customer:8")))
    store(alerts(verdict("d1"), topic="dispositions"))
    case = await viewer.get("/case/case-customer:1")
    assert case.links("/alert/") == ["/alert/alert-1", "/alert/alert-2"]
    subject = await viewer.get("/subject/customer%3A1")
    assert "70.05 USD" in subject.words
    assert "paid the subject" in subject.words
    assert "/subject/customer%3A8" in subject.links("/subject/")
    assert len(subject.page.xpath("//svg//circle")) == 2
    for path in ("/alert/alert-9", "/case/x", "/subject/customer:9", "/nowhere"):
        assert (await viewer.get(path)).status == 404


async def test_a_database_that_is_away_is_said_and_comes_back(
    store, viewer: Visitor, postgres_server: PostgresServer, settings: Settings
):
    store(alerts(alert(1)))
    assert (await viewer.get("/")).status == 200
    postgres_server.stop()
    try:
        away = await viewer.get("/")
    finally:
        postgres_server.start()
    assert away.status == 503
    assert "cannot be used at the moment" in away.words
    assert str(settings.postgres_dsn.get_secret_value()) not in away.text
    assert (await viewer.get("/")).links("/alert/") == ["/alert/alert-1"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?subject=%00", 400),
        ("/?state=any&typology=a%00b", 400),
        ("/?after=2026-01-01T00:00:00%2B00:00~0.5~%00", 400),
        ("/alert/%00", 404),
        ("/case/a%00", 404),
        ("/subject/%00", 404),
    ],
)
async def test_what_no_text_can_hold_is_refused_and_not_taken_for_a_store_that_is_away(
    store, viewer: Visitor, path: str, status: int
):
    store(alerts(alert(1)))
    await viewer.get("/")
    assert (await viewer.get(path)).status == status
    assert metrics.UP._value.get() == 1


async def test_a_question_that_makes_no_sense_is_not_taken_for_a_store_that_is_away(store, settings: Settings):
    store(alerts(alert(1)))
    reader = Store(settings)
    reader.read(lambda connection: connection.execute(b"SELECT 1"))
    with pytest.raises(UnavailableError):
        reader.read(lambda connection: connection.execute(b"SELECT %s", ["\0"]))
    assert reader.trouble == ""
    reader.close()


def test_states_are_counted_anew_as_long_as_that_is_cheap(store, settings: Settings):
    times = iter([0.0, 0.1, 1.9, 2.2, 2.2, 3.0, 6.0])
    counts, reader = StateCounts(lambda: next(times)), Store(settings)
    found = []
    for number in range(1, 5):
        store(alerts(alert(number)))
        found.append(reader.read(counts.read))
    reader.close()
    # 0.1 s of counting is kept until 2.1; what was counted in no time is not kept.
    assert found == [{"open": 1}, {"open": 1}, {"open": 3}, {"open": 4}]


async def test_it_reads_and_cannot_write(store, settings: Settings):
    store(alerts(alert(1)))
    reader = Store(settings)
    with pytest.raises(UnavailableError, match="read-only"):
        reader.read(lambda connection: connection.execute(b"DELETE FROM alerts"))
    reader.close()
