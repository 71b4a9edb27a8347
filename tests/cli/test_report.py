"""What `counterflow report` refuses before it reads anything, and what it cannot find."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from kafka import KafkaProducer

from streams.connection import client_options
from streams.records import AlertSubject
from streams.settings import Settings
from tests.filing.made import alert

BY = ("--by", "Analyst 4")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--jurisdiction", "usa", *BY), "two capital letters"),
        (("--produced-at", "yesterday", *BY), "no time such as"),
        (("--produced-at", "2025-04-01T09:00:00", *BY), "carries its zone"),
        (("--by", " "), "somebody makes the draft"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(counterflow, tmp_path: Path, wrong: tuple[str, ...], said: str):
    result = counterflow("report", "0a0b0c0d", "--out", tmp_path / "draft", *wrong)
    assert result.status == 2
    assert said in " ".join(result.err.replace("│", " ").split())
    assert not (tmp_path / "draft").exists()


def test_an_alert_that_is_not_there_leaves_no_files(counterflow, cluster: Settings, tmp_path: Path):
    result = counterflow("report", "0a0b0c0d", "--out", tmp_path / "draft", *BY)
    assert result.status == 1
    assert result.err.startswith("counterflow: no alert 0a0b0c0d on ")
    assert not (tmp_path / "draft").exists()


def test_alerts_of_two_subjects_are_two_reports(counterflow, cluster: Settings, tmp_path: Path):
    one, other = alert(), alert("fan-in", subject=AlertSubject("customer:C9"))
    producer = KafkaProducer(**client_options(cluster), enable_idempotence=False, linger_ms=20)
    for each in (one, other):
        producer.send(cluster.topic("alerts"), msgspec.json.encode(each), partition=0)
    producer.close()
    result = counterflow("report", one.id, other.id, "--out", tmp_path / "draft", *BY)
    assert result.status == 1
    assert "several subjects, customer:C1 and customer:C9: make a report of each" in result.err


@pytest.mark.parametrize(("said", "is_listed"), [((), True), (("--jurisdiction", "US"), False)])
def test_whose_duty_it_is_is_listed_where_no_transaction_is_left_to_say_it(
    counterflow, cluster: Settings, tmp_path: Path, said: tuple[str, ...], is_listed: bool
):
    producer = KafkaProducer(**client_options(cluster), enable_idempotence=False, linger_ms=20)
    producer.send(cluster.topic("alerts"), msgspec.json.encode(alert()), partition=0)
    producer.close()
    assert counterflow("report", alert().id, "--out", tmp_path / "draft", *BY, *said).status == 0
    missing = json.loads((tmp_path / "draft" / "missing.json").read_text())["missing"]
    assert ("jurisdiction" in [each["element"] for each in missing]) == is_listed
