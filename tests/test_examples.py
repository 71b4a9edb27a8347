"""What the README shows must work for a reader who has the repository only."""

from pathlib import Path
from typing import get_args

import pytest

from streams.intake.reading import read
from streams.intake.validity import check
from streams.mapping import MappedFile, Mapping
from streams.records import Channel, Transaction
from streams.reference import Reference
from streams.settings import Settings

EXAMPLES = Path(__file__).parent.parent / "examples"
SETTINGS = Settings()
DECIMALS = {code: currency.decimals for code, currency in Reference.load().currencies.items()}
PUBLISHED_MS = 1_770_000_000_000


def transactions_in(value: bytes) -> list[Transaction]:
    transactions = read(value, None, SETTINGS)
    for transaction in transactions:
        check(transaction, PUBLISHED_MS, DECIMALS, SETTINGS)
    return transactions


def test_the_example_transactions_are_valid_and_show_every_channel() -> None:
    lines = (EXAMPLES / "transactions.jsonl").read_bytes().splitlines()
    transactions = [transaction for line in lines for transaction in transactions_in(line)]
    assert {transaction.channel for transaction in transactions} == set(get_args(Channel))
    assert len({transaction.id for transaction in transactions}) == len(lines) == 10


def test_the_example_message_is_a_transaction() -> None:
    (transaction,) = transactions_in((EXAMPLES / "iso20022" / "pacs008.xml").read_bytes())
    assert (transaction.id, str(transaction.amount), transaction.currency) == ("TX-CORE", "1000.00", "EUR")


def test_the_amlsim_excerpt_replays_without_a_reject() -> None:
    mapping = Mapping.load(EXAMPLES / "amlsim" / "map.yaml")
    mapped = MappedFile(EXAMPLES / "amlsim" / "transactions.csv", mapping)
    transactions = [transaction for record in mapped for transaction in transactions_in(record)]
    assert (len(transactions), mapped.rows, mapped.unreadable) == (2000, 2000, 0)
    assert len({transaction.id for transaction in transactions}) == 2000
    assert all(transaction.debtor and transaction.creditor for transaction in transactions)


def test_no_label_of_the_excerpt_reaches_a_transaction() -> None:
    mapping = Mapping.load(EXAMPLES / "amlsim" / "map.yaml")
    read_columns = {column for rule in mapping.fields.values() for column in rule.columns}
    assert not read_columns & {"is_sar", "alert_id"}
    assert set(mapping.labels) == {"is_sar", "alert_id"}


@pytest.mark.parametrize("folder", ["amlsim", "iso20022"])
def test_what_others_made_names_its_source_and_licence(folder: str) -> None:
    source = (EXAMPLES / folder / "SOURCE.md").read_text(encoding="utf-8")
    assert "github.com/" in source
    assert "Apache" in source
