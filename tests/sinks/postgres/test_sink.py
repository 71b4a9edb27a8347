"""What is written is there once, exact, and in its highest revision, whatever came in which order and how often."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import msgspec
import pytest

from streams.errors import SettingsError, UnavailableError
from streams.settings import Settings
from streams.sinks.batch import Place
from streams.sinks.postgres.sink import PostgresSink
from tests.sinks.made import Grave, alert, alerts, batch, item, network, nobody, payment, record, verdict
from tests.sinks.postgres.conftest import Ask

pytestmark = pytest.mark.postgres

TABLES = ("alerts", "alert_revisions", "evidence", "edges", "dispositions", "subjects", "cases", "offsets")


def everything(ask: Ask) -> dict[str, list[object]]:
    """All rows but for when they were stored."""
    return {
        table: [row for (row,) in ask(f"SELECT to_jsonb(t) - 'stored_at' FROM {table} t ORDER BY 1")]
        for table in TABLES
    }


def test_an_alert_is_there_with_its_evidence_amounts_exact(sink: PostgresSink, ask: Ask):
    great = "123456789012.123456789012345678"
    sink.write(alerts(alert(1, evidence=(item(1, amount=great, currency="ETH", value=None),))), nobody)
    [(subject, crimes, value, currency, state)] = ask(
        "SELECT subject, crimes, evidence_value, currency, state FROM alerts"
    )
    assert (subject, crimes, value, currency, state) == (
        "customer:1",
        ["money-laundering", "tax-crime"],
        Decimal("100.10"),
        "EUR",
        "open",
    )
    assert ask("SELECT amount, currency, value FROM evidence") == [(Decimal(great), "ETH", None)]
    [(kept,)] = ask("SELECT record FROM alerts")
    published = msgspec.json.encode(alert(1, evidence=(item(1, amount=great, currency="ETH", value=None),)))
    assert kept == msgspec.json.decode(published)


def test_a_lower_revision_never_takes_the_place_of_a_higher_one(sink: PostgresSink, ask: Ask):
    sink.write(alerts(alert(1, 2)), nobody)
    sink.write(alerts(alert(1, 1), first=1), nobody)
    assert ask("SELECT revision, narrative FROM alerts") == [(2, "1 deposits, 2")]
    assert ask("SELECT revision FROM alert_revisions ORDER BY 1") == [(1,), (2,)]


def test_of_revisions_in_one_batch_the_highest_counts_and_evidence_of_all_is_kept(sink: PostgresSink, ask: Ask):
    first, last = alert(1, 3, evidence=(item(8),)), alert(1, 1, evidence=(item(1), item(8)))
    sink.write(alerts(first, last, alert(1, 0)), nobody)
    assert ask("SELECT revision FROM alerts") == [(3,)]
    assert ask("SELECT transaction_id, revision FROM evidence ORDER BY 1") == [("T0", 0), ("T1", 1), ("T8", 3)]


def test_between_equal_revisions_live_beats_suppressed_beats_shadow(sink: PostgresSink, ask: Ask):
    for number, topic in enumerate(("alerts", "alerts.shadow", "alerts.suppressed")):
        sink.write(batch([record(alert(1), number, topic)]), nobody)
    assert ask("SELECT topic, state FROM alerts") == [("alerts", "open")]
    sink.write(batch([record(alert(1, 1), 5, "alerts.suppressed")]), nobody)
    assert ask("SELECT topic, state FROM alerts") == [("alerts.suppressed", "suppressed")]
    assert len(ask("SELECT 1 FROM alert_revisions")) == 4


@pytest.mark.parametrize("seed", range(3))
def test_batches_cut_anyhow_and_written_twice_leave_the_same(
    store_settings: Settings, sink: PostgresSink, ask: Ask, seed: int
):
    random = Random(seed)
    made = [alert(n, revision, f"customer:{n % 3}") for n in range(6) for revision in range(4)]
    records = [record(each, offset) for offset, each in enumerate(made)]
    records += [record(verdict(f"d{n}", f"alert-{n}"), n, "dispositions") for n in range(0, 6, 2)]
    sink.write(batch(records), nobody)
    expected = everything(ask)
    for table in reversed(TABLES):
        ask(f"TRUNCATE {table} CASCADE")
    other = PostgresSink(store_settings)
    while records:
        size = random.randint(1, 9)
        for _ in range(random.randint(1, 2)):
            random.choice((sink, other)).write(batch(records[:size]), nobody)
        records = records[size:]
    other.close()
    assert everything(ask) == expected


def test_a_verdict_decides_the_state_whether_it_comes_before_its_alert_or_after(sink: PostgresSink, ask: Ask):
    sink.write(batch([record(verdict("d2", "alert-2", "escalate"), 0, "dispositions")]), nobody)
    sink.write(alerts(alert(1), alert(2), alert(3)), nobody)
    sink.write(batch([record(verdict("d1", reason="false_positive"), 1, "dispositions")]), nobody)
    assert ask("SELECT id, state, verdict FROM alerts ORDER BY id") == [
        ("alert-1", "closed", "close"),
        ("alert-2", "escalated", "escalate"),
        ("alert-3", "open", None),
    ]
    assert ask("SELECT alerts, open_alerts FROM subjects") == [(3, 2)]
    assert ask("SELECT typology, decided, useful, useless, precision FROM typology_precision") == [
        ("cash-structuring", 2, 1, 1, 0.5)
    ]


def test_an_alert_that_goes_on_with_news_is_open_again(sink: PostgresSink, ask: Ask):
    sink.write(alerts(alert(1)), nobody)
    sink.write(batch([record(verdict("d1"), 0, "dispositions")]), nobody)
    assert ask("SELECT state FROM alerts") == [("closed",)]
    news = {**msgspec.to_builtins(alert(1, 1)), "resumed": {"disposition": "d1", "by": "growth"}}
    sink.write(alerts(news, first=1), nobody)
    assert ask("SELECT state FROM alerts") == [("open",)]
    later = verdict("d2", decided_at="2026-03-09T10:00:00Z")
    sink.write(batch([record(later, 1, "dispositions")]), nobody)
    assert ask("SELECT state FROM alerts") == [("closed",)]


def test_what_workers_refuse_is_kept_whole_and_decides_nothing(sink: PostgresSink, ask: Ask):
    strange = {"alert": {"id": "alert-1"}, "verdict": "ponder", "decided_at": "yesterday", "mood": [1, 2]}
    sink.write(alerts(alert(1)), nobody)
    sink.write(batch([record(strange, 7, "dispositions")]), nobody)
    assert ask("SELECT id, alert_id, decided_at, record FROM dispositions") == [
        ("dispositions/topic-id/0/7", None, None, strange)
    ]
    alone = verdict("d1", snooze={"until": None})
    unsaid = verdict("d2", reason=None)
    astray = record(verdict("d3"), 3, "dispositions")._replace(key=b"customer:2")
    sink.write(batch([record(alone, 1, "dispositions"), record(unsaid, 2, "dispositions"), astray]), nobody)
    assert ask("SELECT count(*), count(alert_id) FROM dispositions") == [(4, 0)]
    assert ask("SELECT verdicts FROM verdicts_by_typology") == []
    sink.write(batch([record(verdict("d4", None), 4, "dispositions")]), nobody)
    assert ask("SELECT verdict, verdicts FROM verdicts_by_typology") == [("close", 1)]
    assert ask("SELECT state, verdict FROM alerts") == [("open", None)]


def test_the_verdict_that_kafka_received_last_counts_whatever_clocks_say(sink: PostgresSink, ask: Ask):
    sink.write(alerts(alert(1)), nobody)
    ahead = verdict("d1", decided_at="2026-03-09T10:00:00Z")
    sink.write(batch([record(ahead, 0, "dispositions")]), nobody)
    sink.write(batch([record(verdict("d2", verdict="escalate"), 5, "dispositions")]), nobody)
    assert ask("SELECT state FROM alerts") == [("escalated",)]


def test_random_samples_say_nothing_of_precision(sink: PostgresSink, ask: Ask):
    sink.write(alerts(alert(1), alert(2)), nobody)
    sampled = verdict("d1", reason="false_positive", sampled=True)
    sink.write(
        batch([record(sampled, 0, "dispositions"), record(verdict("d2", "alert-2", "escalate"), 1, "dispositions")]),
        nobody,
    )
    assert ask("SELECT decided, precision FROM typology_precision") == [(1, 1.0)]


def test_a_disposition_that_comes_again_is_no_news(sink: PostgresSink, ask: Ask):
    sink.write(batch([record(verdict("d1", verdict="escalate"), 0, "dispositions")]), nobody)
    sink.write(batch([record(verdict("d1"), 1, "dispositions")]), nobody)
    assert ask("SELECT verdict FROM dispositions") == [("escalate",)]


def test_edges_know_both_ends_and_a_path_knows_better_than_evidence(sink: PostgresSink, ask: Ask):
    bought = item(2, direction="out", counterparty="account:9", channel="transfer")
    sink.write(alerts(alert(1, evidence=(item(1), bought))), nobody)
    path = [payment("P1", "customer:7", "account:9"), payment("P2", "account:9", "customer:1", "40.00")]
    sink.write(alerts(network(2, [path]), first=1), nobody)
    assert ask("SELECT alert_id, transaction_id, debtor, creditor, on_path FROM edges ORDER BY 1, 2") == [
        ("alert-1", "T1", "cash", "customer:1", False),
        ("alert-1", "T2", "customer:1", "account:9", False),
        ("alert-2", "P1", "customer:7", "account:9", True),
        ("alert-2", "P2", "account:9", "customer:1", True),
    ]
    edges = ask("SELECT source, target, mainstat FROM node_graph_edges WHERE alert_id = 'alert-2' ORDER BY 1 DESC")
    assert edges == [("customer:7", "account:9", "50.00 USD"), ("account:9", "customer:1", "40.00 USD")]
    nodes = ask("SELECT id, title, mainstat, color FROM node_graph_nodes WHERE alert_id = 'alert-2' ORDER BY 1")
    assert nodes == [
        ("account:9", "account:9", "in 50.00 EUR", "blue"),
        ("customer:1", "Customer 1", "in 40.00 EUR", "red"),
        ("customer:7", "customer:7", "in 0.00 EUR", "blue"),
    ]


def test_every_end_of_an_edge_is_a_node(sink: PostgresSink, ask: Ask):
    path = [payment("P1", "customer:7", "account:9"), payment("P2", "account:9", "customer:1")]
    sink.write(alerts(alert(1, 4), network(2, [path])), nobody)
    lost = ask(
        "SELECT e.id FROM node_graph_edges e WHERE"
        " (SELECT count(*) FROM node_graph_nodes n WHERE n.alert_id = e.alert_id AND n.id IN (e.source, e.target)) <> 2"
    )
    assert ask("SELECT count(*) FROM node_graph_edges") == [(3,)]
    assert lost == []


def test_the_queue_puts_the_highest_risk_first_and_then_what_waits_longest(sink: PostgresSink, ask: Ask):
    older = alert(1).first_detected_at.replace(day=1)
    made = (alert(1), alert(2, risk=0.9), alert(3, first_detected_at=older), alert(4, risk=1.0))
    sink.write(alerts(*made), nobody)
    sink.write(batch([record(verdict("d4", "alert-4"), 0, "dispositions")]), nobody)
    assert [row for (row,) in ask("SELECT id FROM open_alerts ORDER BY place")] == ["alert-2", "alert-3", "alert-1"]


def test_every_view_gives_rows(sink: PostgresSink, ask: Ask):
    sink.write(alerts(alert(1, evidence=(item(1, country="AE", counterparty="account:2"),))), nobody)
    sink.write(batch([record(verdict("d1", verdict="escalate"), 0, "dispositions")]), nobody)
    views = [name for (name,) in ask("SELECT viewname FROM pg_views WHERE schemaname = 'counterflow'")]
    assert len(views) > 8
    for view in views:
        assert ask(f"SELECT * FROM {view}"), view


def test_a_zero_character_keeps_no_alert_out(sink: PostgresSink, ask: Ask):
    sink.write(alerts(alert(1, evidence=(item(1, remittance="rent\0 \\u0000"),))), nobody)
    assert ask("SELECT remittance, record->'evidence'->0->>'remittance' FROM evidence, alerts") == [
        ("rent\ufffd \\u0000",) * 2
    ]


def test_what_cannot_be_read_or_stored_is_buried_and_the_rest_is_written(sink: PostgresSink, ask: Ask):
    grave = Grave()
    wild = msgspec.to_builtins(alert(3))
    bad = [
        b"",
        b"{nonsense",
        b'{"id": "x"}',
        b'{"id": "\xff"}',
        msgspec.json.encode({**wild, "evidence_value": "NaN"}),
        msgspec.json.encode({**wild, "revision": 1 << 40}),
        msgspec.json.encode({**wild, "id": "".join(map(chr, Random(1).choices(range(0x4E00, 0x9FFF), k=9000)))}),
    ]
    good = [alert(number) for number in range(10, 20)]
    sink.write(alerts(*good[:5], *bad, *good[5:]), grave)
    assert [(offset, reason) for offset, reason, _ in sorted(grave.buried)] == [
        *((offset, "unreadable") for offset in range(5, 10)),
        (10, "refused"),
        (11, "refused"),
    ]
    assert len(ask("SELECT 1 FROM alerts")) == 10
    assert ask("SELECT next_offset FROM offsets") == [(17,)]


def test_it_knows_how_far_it_has_come_and_never_goes_back(sink: PostgresSink):
    places = [Place("alerts", 0, "topic-id"), Place("alerts", 1, "topic-id"), Place("alerts", 0, "created anew")]
    sink.write(alerts(*(alert(number) for number in range(5))), nobody)
    sink.write(alerts(alert(0)), nobody)
    assert sink.positions(places) == {places[0]: 5, places[1]: 0, places[2]: 0}


def test_a_database_that_is_away_is_unavailable_and_no_secret_is_told():
    sink = PostgresSink(Settings(postgres_dsn="host=127.0.0.1 port=1 dbname=x user=u password=hush"))
    with pytest.raises(UnavailableError, match="PostgreSQL") as caught:
        sink.write(alerts(alert(1)), nobody)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("dsn", ["", "hush=hush hush", "postgresql://u:hush@[h/x"])
def test_an_address_that_is_none_is_refused_without_being_repeated(dsn: str):
    with pytest.raises(SettingsError) as caught:
        PostgresSink(Settings(postgres_dsn=dsn))
    assert "hush" not in str(caught.value)


def nested(depth: int) -> bytes:
    """Lists within lists."""
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize("depth", [2_000, 100_000])
@pytest.mark.parametrize("zero", [b"", b"\\u0000"])
def test_what_is_nested_too_deep_is_buried(sink: PostgresSink, ask: Ask, depth: int, zero: bytes):
    grave = Grave()
    deep = b'{"id":"d1%s","verdict":%s}' % (zero, nested(depth))
    whole = msgspec.json.encode(alert(2))[:-1] + b',"more":"%s","deep":%s}' % (zero, nested(depth))
    sink.write(batch([record(deep, 0, "dispositions"), record(whole, 0), record(alert(1), 1)]), grave)
    assert ask("SELECT id FROM alerts") == [("alert-1",)]
    assert [(offset, reason) for offset, reason, _ in grave.buried] == [(0, "unreadable"), (0, "unreadable")]


@pytest.mark.parametrize(
    ("said", "kept"), [(1_772_000_000_000_000, "9999-01-01"), (-(10**15), "1970-01-01"), (1 << 62, "9999-01-01")]
)
def test_a_timestamp_that_no_calendar_has_keeps_nothing_out(sink: PostgresSink, ask: Ask, said: int, kept: str):
    made = [record(alert(1), 0), record(verdict("d1"), 0, "dispositions")]
    sink.write(batch(each._replace(received_ms=said) for each in made), nobody)
    for table in ("alert_revisions", "dispositions"):
        assert ask(f"SELECT published_at::date::text FROM {table}") == [(kept,)]


def test_a_case_that_is_no_longer_live_is_gone_and_back_with_its_alert(sink: PostgresSink, ask: Ask):
    counts = "SELECT alerts, open_alerts FROM cases"
    sink.write(alerts(alert(1)), nobody)
    assert ask(counts) == [(1, 1)]
    sink.write(batch([record(alert(1, 1), 0, "alerts.suppressed")]), nobody)
    assert ask(counts) == []
    assert ask("SELECT cases, open_alerts FROM subjects") == [(0, 0)]
    sink.write(alerts(alert(1, 2), alert(2), first=1), nobody)
    assert ask(counts) == [(2, 2)]
