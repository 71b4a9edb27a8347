from __future__ import annotations

import re

import pytest

from streams.catalogue import Currencies
from streams.catalogue.expression import Compare
from streams.catalogue.language import parse
from streams.catalogue.vocabulary import Vocabulary
from streams.catalogue.words import _SAID, phrase_change
from streams.signals.family import Signal
from streams.signals.registry import SIGNALS

VOCABULARY = Vocabulary.of(SIGNALS)
EUR = Currencies("EUR", "USD")
WORDS_MAX = 27


def said(when: str, **values: float) -> str:
    leaf = parse(when, VOCABULARY.units, {}, "when")
    assert isinstance(leaf, Compare)
    return phrase_change(leaf, VOCABULARY, lambda name: values.get(name, 0.0), EUR)


@pytest.mark.parametrize("signal", [each for each in SIGNALS if each.unit != "flag"], ids=lambda each: each.name)
def test_every_number_can_be_told_in_one_breath(signal: Signal):
    told = said(f"{signal.name} > 0")
    assert len(told.split()) <= WORDS_MAX
    assert not re.search(r"[;:] | \(", told.replace(" (chi-squared)", ""))
    assert " those " not in told


def test_every_signal_that_is_called_otherwise_is_one():
    assert set(VOCABULARY.index) >= set(_SAID)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("benford_chi2 > 151", "with deviation of first digits from Benford's law (chi-squared) at or below 151"),
        ("salary_in_count_30d == 0", "with any payments in tagged salary within 30d"),
        ("in_new_counterparties_7d >= 8", "with fewer than 8 new senders within 7d"),
        ("is_arms == 1", "had this movement not been tagged arms"),
        ("is_off_sector + default(counterparty_is_offshore, 0) + is_third_party >= 1",
         "with none of these signs: tagged off sector, tagged third party"),
        ("is_off_sector + is_third_party >= 2",
         "with fewer than 2 of these signs: tagged off sector, tagged third party"),
        ("payee_account_changed == 1", "had this not been so: the subject pays a counterparty with which"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(when: str, words: str):
    assert said(when, is_off_sector=1, is_third_party=1).startswith(words)
