from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import msgspec
import pytest

from bench import stream
from streams.catalogue import SHIPPED, Catalogue
from streams.catalogue.rehearsal import Rehearsal
from streams.intake.reading import read
from streams.outbound import encode_alert
from streams.reference import Reference
from streams.schemas import RECORDS, path, render
from streams.settings import Settings
from streams.signals.registry import SIGNALS


@pytest.mark.parametrize("name", RECORDS)
def test_the_committed_schema_is_what_the_code_says(name: str) -> None:
    assert path(name).read_text() == render(name), "run `python -m streams.schemas`"


@pytest.mark.parametrize("name", RECORDS)
def test_the_schema_is_valid(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(path(name).read_text()))


def test_an_alert_validates_and_a_broken_one_does_not() -> None:
    settings = Settings()
    catalogue = Catalogue.load((SHIPPED,), None, SIGNALS)
    values = list(stream.transactions(2000, customers=200, reportable=0.01))
    transactions = [read(value, None, settings)[0] for value in values]
    alerts = Rehearsal(catalogue, settings, Reference.load()).alerts(transactions)
    validator = _validator("alert")
    assert len(alerts) > 10
    for alert in alerts:
        document = json.loads(encode_alert(alert))
        validator.validate(document)
        del document["narrative"]
        assert not validator.is_valid(document)


def test_our_example_transactions_validate() -> None:
    validator = _validator("transaction")
    lines = (Path(__file__).parent.parent / "examples" / "transactions.jsonl").read_text().splitlines()
    for line in lines:
        validator.validate(json.loads(line))


def test_times_in_alerts_are_in_utc() -> None:
    assert msgspec.json.encode(datetime(2025, 1, 1, tzinfo=UTC)) == b'"2025-01-01T00:00:00Z"'


def _validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        json.loads(path(name).read_text()), format_checker=jsonschema.FormatChecker()
    )
