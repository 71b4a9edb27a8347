"""A small vocabulary and typology files to vary, for tests of the catalogue."""

from __future__ import annotations

from pathlib import Path

from streams.signals.family import Signal

SIGNALS = (
    Signal("in_count_7d", "count", "Payments in within 7 days.", "7d"),
    Signal("in_sum_7d", "money", "Value in within 7 days.", "7d"),
    Signal("out_sum_7d", "money", "Value out within 7 days.", "7d"),
    Signal("cash_sum_10d", "threshold_money", "Cash within 10 days.", "10d"),
    Signal("threshold_cash_report", "threshold_money", "Cash report limit in force."),
    Signal("cash_share_30d", "share", "Share of cash within 30 days.", "30d"),
    Signal("surge_7d", "ratio", "This week against the mean week.", "63d", daily=True),
    Signal("age_days", "days", "Days since the account was opened."),
    Signal("is_person", "flag", "The subject is a natural person."),
    Signal("is_in", "flag", "The subject receives."),
    Signal("counterparty_is_high_risk", "flag", "The other side's country is listed."),
)
UNITS = {signal.name: signal.unit for signal in SIGNALS}

FILE = """\
id: {id}
title: Several payments in a week
crimes: [money-laundering]
stage: placement
weight: 0.5
when: {when}
params: {{min_count: 3, min_value: 1000}}
window: 7d
evidence: inward
narrative: "{{in_count_7d}} payments, {{in_sum_7d}} within {{window}}, at least {{params.min_value:money}}"
action: Review.
references: [{{amltrix: T0016}}]
false_positives: [A collection.]
runbook: Look at the last 30 days.
cases:
  fires:
    because: three payments of 400
    subject: {{customer: C1}}
    movements: [{{at: 1d, in: 400 EUR, repeat: 3}}]
  quiet:
    because: one payment of 400
    subject: {{customer: C1}}
    movements: [{{at: 1d, in: 400 EUR}}]
  at_the_line:
    because: three payments of 334
    subject: {{customer: C1}}
    movements: [{{at: 1d, in: 334 EUR, repeat: 3}}]
    fires: true
"""
WHEN = "in_count_7d >= params.min_count and in_sum_7d >= params.min_value"


def write(directory: Path, name: str = "several-payments", when: str = WHEN, **changes: str) -> Path:
    """Write a typology file; `changes` replace whole lines by their key, an empty text removes the line."""
    lines = FILE.format(id=name, when=when).splitlines()
    for key, line in changes.items():
        lines = [line if old.startswith(f"{key}:") else old for old in lines]
    path = directory / f"{name}.yaml"
    path.write_text("\n".join(line for line in lines if line) + "\n")
    return path
