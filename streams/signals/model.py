"""What a trained model says of a movement: how odd it is, and where it stands among its peers.

These signals are not of the subject's past, so the pass over it leaves them unknown. `streams.scoring` fills them
afterwards, for all movements of a step at once; without a model they stay unknown and nothing that reads them fires.
"""

from __future__ import annotations

from streams.signals.elsewhere import leave_unknown
from streams.signals.family import Family, Signal

_MISSING = "there is no model"
_PEERS = (
    ("cash_in_sum_30d", "cash taken in within 30d"),
    ("cash_out_sum_30d", "cash paid out within 30d"),
    ("in_sum_30d", "money coming in within 30d"),
    ("out_sum_30d", "money going out within 30d"),
    ("in_count_30d", "movements in within 30d"),
    ("out_count_30d", "movements out within 30d"),
    ("in_counterparties_30d", "distinct payers within 30d"),
    ("out_counterparties_30d", "distinct payees within 30d"),
)
PEERS: tuple[str, ...] = tuple(name for name, _ in _PEERS)
"""The signals that are compared with those of the same kind of party."""

SIGNALS = (
    Signal(
        "anomaly_tail",
        "share",
        "Share of the normal behaviour of this kind of party that is at least as odd.",
        unknown=_MISSING,
    ),
    Signal(
        "crime_likeness",
        "share",
        "How much the movement is like those that turned out to be crimes.",
        unknown="there is no model, or it was trained without labels",
    ),
    *(
        Signal(
            f"peer_{name}",
            "share",
            f"Share of movements of this kind of party with no less {meaning}.",
            "30d",
            _MISSING,
        )
        for name, meaning in _PEERS
    ),
)
OF_MODEL = frozenset(signal.name for signal in SIGNALS)


FAMILY = Family("model", SIGNALS, leave_unknown)
