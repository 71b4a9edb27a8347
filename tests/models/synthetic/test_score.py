from datetime import UTC, datetime, timedelta

import pytest

from models.synthetic import Injection, crimes, score

START = datetime(2025, 3, 1, 12, tzinfo=UTC)


def injection(
    typology="fan-in",
    subject="C1",
    transactions=("T1", "T2"),
    participants=("account:A9", "customer:C2"),
    others=(),
):
    return Injection(
        typology=typology,
        level="plain",
        subject=subject,
        subjects=(f"customer:{subject}", *others),
        transactions=transactions,
        started=START,
        ended=START + timedelta(days=1),
        participants=(*participants, *others, f"customer:{subject}"),
    )


def alert(typology="fan-in", subject="customer:C1", evidence=("T2",), after=3600.0, **more):
    return {
        "typology": typology,
        "subject": {"id": subject},
        "evidence": [{"transaction": number} for number in evidence],
        "detected_at": (START + timedelta(seconds=after)).isoformat().replace("+00:00", "Z"),
        **more,
    }


def test_an_alert_of_the_typology_on_the_offender_with_shared_evidence_detects():
    result = score([injection()], [alert()], 10_000)
    assert result["typologies"] == {"fan-in": {"injected": 1, "detected": 1, "median_delay_seconds": 3600.0}}
    assert result["missed"] == []
    assert result["unexpected_alerts"] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"typology": "fan-out"},
        {"subject": "customer:C7"},
        {"subject": "account:C1"},
        {"evidence": ("T3",)},
        {"evidence": ()},
    ],
)
def test_another_typology_subject_or_evidence_does_not_detect(wrong):
    result = score([injection()], [alert(**wrong)], 10_000)
    assert result["typologies"]["fan-in"] == {"injected": 1, "detected": 0, "median_delay_seconds": None}
    assert result["missed"] == [{"typology": "fan-in", "subject": "C1"}]


def test_the_delay_runs_to_the_first_alert_in_whatever_order_alerts_come():
    alerts = [alert(after=900.0, revision=2), alert(after=60.0, revision=1), alert(after=5.0, evidence=("T9",))]
    assert score([injection()], alerts, 1)["typologies"]["fan-in"]["median_delay_seconds"] == 60.0


def test_the_delay_is_the_median_over_the_detected_injections():
    injections = [injection(subject=f"C{n}", transactions=(f"T{n}",)) for n in range(4)]
    alerts = [alert(subject=f"customer:C{n}", evidence=(f"T{n}",), after=100.0 * n) for n in range(3)]
    assert score(injections, alerts, 1)["typologies"]["fan-in"] == {
        "injected": 4, "detected": 3, "median_delay_seconds": 100.0,
    }  # fmt: skip


def test_a_time_with_offset_or_as_a_datetime_counts_the_same():
    local = {**alert(), "detected_at": "2025-03-01T14:00:00+01:00"}
    held = {**alert(), "detected_at": START + timedelta(hours=1)}
    for one in (local, held):
        assert score([injection()], [one], 1)["typologies"]["fan-in"]["median_delay_seconds"] == 3600.0


def test_alerts_on_subjects_outside_all_injections_are_unexpected_and_counted_per_10000_transactions():
    alerts = [alert(subject="customer:C8", id="1"), alert(subject="account:A3", typology="fan-out", id="2")]
    result = score([injection()], alerts, 40_000)
    assert result["unexpected_alerts"] == 2
    assert result["unexpected_per_10000_transactions"] == 0.5
    assert result["unexpected_by_typology"] == {"fan-in": 1, "fan-out": 1}


def test_other_alerts_on_an_offender_are_neither_unexpected_nor_on_bystanders():
    result = score([injection()], [alert(typology="volume-surge")], 1)
    assert (result["unexpected_alerts"], result["bystander_alerts"]) == (0, 0)


def test_alerts_on_victims_and_counterparties_are_counted_apart():
    result = score([injection()], [alert(subject="customer:C2", id="1"), alert(subject="account:A9", id="2")], 1)
    assert (result["unexpected_alerts"], result["bystander_alerts"]) == (0, 2)


def test_revisions_of_one_alert_count_once_and_alerts_without_id_each():
    same = [alert(subject="customer:C8", id="1", revision=n) for n in range(3)]
    assert score([], same, 1)["unexpected_alerts"] == 1
    assert score([], [alert(subject="customer:C8"), alert(subject="customer:C8")], 1)["unexpected_alerts"] == 2


def test_a_report_owed_by_law_is_never_unexpected():
    result = score([], [alert(typology="reporting-threshold", subject="customer:C8")], 1)
    assert (result["unexpected_alerts"], result["reports_on_others"]) == (0, 1)
    assert result["unexpected_by_typology"] == {}


def test_a_report_owed_by_law_can_be_injected_and_found():
    found = score([injection("reporting-threshold")], [alert("reporting-threshold")], 1)
    assert found["typologies"]["reporting-threshold"]["detected"] == 1


def test_what_is_in_shadow_detects_and_is_never_unexpected():
    shadow = [alert(), alert(subject="customer:C8"), alert(subject="customer:C2")]
    result = score([injection()], [], 1, shadow)
    assert result["typologies"]["fan-in"]["detected"] == 1
    assert (result["unexpected_alerts"], result["bystander_alerts"]) == (0, 0)


def test_without_alerts_injections_or_transactions_there_is_nothing_to_divide_by():
    assert score([], [], 0) == {
        "transactions": 0, "typologies": {}, "unexpected_alerts": 0, "unexpected_per_10000_transactions": 0.0,
        "unexpected_by_typology": {}, "reports_on_others": 0, "bystander_alerts": 0, "missed": [],
    }  # fmt: skip


def test_two_injections_on_the_same_typology_are_not_detected_by_one_anothers_alerts():
    injections = [injection(subject="C1", transactions=("T1",)), injection(subject="C2", transactions=("T2",))]
    result = score(injections, [alert(subject="customer:C1", evidence=("T1",))], 1)
    assert result["typologies"]["fan-in"]["detected"] == 1


def test_a_perfect_detector_finds_everything_in_a_real_town(small_town):
    alerts = [
        alert(i.typology, f"customer:{i.subject}", i.transactions[-1:], (i.ended - START).total_seconds())
        for i in small_town.injections
    ]
    result = score(small_town.injections, alerts, len(small_town.transactions))
    assert result["typologies"].keys() == set(crimes.names())
    assert all(row["detected"] == row["injected"] == 1 for row in result["typologies"].values())
    assert result["unexpected_alerts"] == 0
    assert not result["missed"]


def test_the_score_of_a_twin_is_asked_for_as_that_of_a_crime():
    twin = injection(subject="C5", transactions=("T8",))
    assert score([twin], [alert(subject="customer:C5", evidence=("T8",))], 1)["typologies"]["fan-in"]["detected"] == 1
    assert score([twin], [alert(subject="customer:C5", evidence=("T2",))], 1)["typologies"]["fan-in"]["detected"] == 0


def test_an_alert_on_a_twin_is_unexpected_like_one_on_anybody_who_did_nothing():
    on_twin = alert(subject="customer:C5", evidence=("T8",), id="1")
    result = score([injection()], [alert(id="2"), on_twin], 1)
    assert result["typologies"]["fan-in"] == {"injected": 1, "detected": 1, "median_delay_seconds": 3600.0}
    assert (result["unexpected_alerts"], result["bystander_alerts"]) == (1, 0)


@pytest.mark.parametrize("member", ["customer:C1", "customer:C3", "account:A7"])
def test_an_alert_on_any_member_of_a_network_with_shared_evidence_detects_it(member):
    network = injection(others=("customer:C3", "account:A7"))
    result = score([network], [alert(subject=member)], 1)
    assert result["typologies"]["fan-in"]["detected"] == 1
    assert (result["unexpected_alerts"], result["bystander_alerts"]) == (0, 0)


@pytest.mark.parametrize("bystander", ["customer:C2", "account:A9"])
def test_an_alert_on_a_victim_or_bystander_of_a_network_does_not_detect_it(bystander):
    network = injection(others=("customer:C3", "account:A7"))
    result = score([network], [alert(subject=bystander)], 1)
    assert result["typologies"]["fan-in"]["detected"] == 0
    assert (result["unexpected_alerts"], result["bystander_alerts"]) == (0, 1)


def test_the_delay_of_a_network_runs_to_the_first_alert_on_any_member():
    network = injection(others=("customer:C3",))
    alerts = [alert(after=900.0), alert(subject="customer:C3", after=60.0)]
    assert score([network], alerts, 1)["typologies"]["fan-in"]["median_delay_seconds"] == 60.0


def test_any_alert_on_a_member_of_a_network_is_neither_unexpected_nor_on_a_bystander():
    network = injection(others=("customer:C3", "account:A7"))
    alerts = [alert("volume-surge", subject, id=subject) for subject in network.subjects]
    result = score([network], alerts, 1)
    assert (result["unexpected_alerts"], result["bystander_alerts"]) == (0, 0)
