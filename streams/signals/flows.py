"""What the tokens of a subject show: networks, of which it sees no more than what reached it.

These signals are not of a movement, so in the row of one they are unknown. `streams.flows.shapes` computes them, for
each payment that brought tokens, over those that came within 30 days before it. More tokens never make one smaller.
"""

from __future__ import annotations

from streams.signals.elsewhere import leave_unknown
from streams.signals.family import Family, Signal

_MOVEMENT = "the row is that of a movement"

PATH = (
    Signal(
        "kept_hops_30d",
        "count",
        "Payments of the longest path from one origin on which 70 % of the first one's money is still together,"
        " within 30d.",
        "30d",
        _MOVEMENT,
    ),
    Signal(
        "fast_hops_30d",
        "count",
        "The same where 80 % is together and rested with nobody for 72 hours.",
        "30d",
        _MOVEMENT,
    ),
    Signal(
        "kept_value_30d",
        "money",
        "Money of a first payment that is still together after three payments or more within 30d.",
        "30d",
        _MOVEMENT,
    ),
    Signal("kept_share_30d", "share", "The same as a share of all that came in within 30d.", "30d", _MOVEMENT),
    Signal("return_hops_30d", "count", "Payments of the longest path back to its origin within 30d.", "30d", _MOVEMENT),
    Signal("returned_sum_30d", "money", "Money that came back to its origin within 30d.", "30d", _MOVEMENT),
    Signal(
        "returned_share_30d",
        "share",
        "The largest share of one payment that came back to its origin through others within 30d.",
        "30d",
        _MOVEMENT,
    ),
    Signal(
        "returned_inflow_share_30d",
        "share",
        "What came back as a share of all that came in within 30d.",
        "30d",
        _MOVEMENT,
    ),
    Signal(
        "intermediaries_30d",
        "count",
        "Distinct subjects through each of which half or more of a payment of one origin came within 30d, with no"
        " invoice named.",
        "30d",
        _MOVEMENT,
    ),
    Signal("gathered_sum_30d", "money", "Money of that origin that came through them within 30d.", "30d", _MOVEMENT),
    Signal(
        "gathered_share_30d",
        "share",
        "Share of all that came in within 30d that is money of that origin.",
        "30d",
        _MOVEMENT,
    ),
)
"""Of the tokens that begin with one origin."""

GATHERED = (
    Signal(
        "layer_accounts_30d",
        "count",
        "Distinct payers that each passed on uninvoiced money of several senders to several receivers within 30d.",
        "30d",
        _MOVEMENT,
    ),
    Signal("layer_senders_30d", "count", "Distinct senders before that layer within 30d.", "30d", _MOVEMENT),
    Signal(
        "layer_crossing_30d",
        "count",
        "Distinct senders before that layer who used two of its payers or more within 30d.",
        "30d",
        _MOVEMENT,
    ),
    Signal("layer_sum_30d", "money", "Money that came through that layer within 30d.", "30d", _MOVEMENT),
    Signal("layer_share_30d", "share", "The same as a share of all that came in within 30d.", "30d", _MOVEMENT),
    Signal(
        "stack_first_30d",
        "count",
        "Distinct subjects in the first of two layers through which money came within 30d, with no invoice named.",
        "30d",
        _MOVEMENT,
    ),
    Signal("stack_second_30d", "count", "Distinct subjects in the second of these layers.", "30d", _MOVEMENT),
    Signal("stack_senders_30d", "count", "Distinct senders before these layers.", "30d", _MOVEMENT),
    Signal("stack_sum_30d", "money", "Money that came through both layers within 30d.", "30d", _MOVEMENT),
    Signal("stack_share_30d", "share", "The same as a share of all that came in within 30d.", "30d", _MOVEMENT),
    Signal(
        "hub_senders_30d",
        "count",
        "Distinct senders whose money came through one and the same payer within 30d, with no invoice named.",
        "30d",
        _MOVEMENT,
    ),
    Signal(
        "hub_receivers_30d",
        "count",
        "Distinct receivers that a payer of three senders' money or more paid within 14d.",
        "30d",
        _MOVEMENT,
    ),
    Signal("hub_sum_30d", "money", "Money of these senders that came through that payer.", "30d", _MOVEMENT),
    Signal("hub_share_30d", "share", "The same as a share of all that came in within 30d.", "30d", _MOVEMENT),
    Signal(
        "synchronised_accounts_30d",
        "count",
        "Distinct payers, customers for 90 days at most, that passed on like amounts, within a tenth, after 48 hours at"
        " most, within 30d.",
        "30d",
        _MOVEMENT,
    ),
    Signal(
        "synchronised_sum_30d",
        "money",
        "The most that four such payers or more passed on in like amounts, within 30d.",
        "30d",
        _MOVEMENT,
    ),
    Signal("synchronised_share_30d", "share", "The same as a share of all that came in within 30d.", "30d", _MOVEMENT),
    Signal(
        "crimes_reaching_30d",
        "count",
        "Suspects whose money came within 30d, of alerts that have no crime in common; 3 for more.",
        "30d",
        _MOVEMENT,
    ),
    Signal("crime_sum_30d", "money", "Of two such suspects, what came from the one with less.", "30d", _MOVEMENT),
    Signal(
        "crime_share_30d",
        "share",
        "The same as a share of all that came in within 30d.",
        "30d",
        _MOVEMENT,
    ),
)
"""Of all tokens together."""

SHARED = (
    Signal(
        "identity_subjects_90d",
        "count",
        "Subjects that began within 90d to use one and the same device, phone or other identifier but an address.",
        "90d",
        _MOVEMENT,
    ),
    Signal(
        "identity_sum_90d", "money", "The transactions with which they were first seen, together.", "90d", _MOVEMENT
    ),
    Signal(
        "address_subjects_90d",
        "count",
        "Subjects that were first seen within 90d at one and the same address.",
        "90d",
        _MOVEMENT,
    ),
    Signal("address_sum_90d", "money", "The transactions with which they were first seen, together.", "90d", _MOVEMENT),
    Signal(
        "invoice_payers_90d",
        "count",
        "Subjects that paid one and the same invoice of one creditor within 90d.",
        "90d",
        _MOVEMENT,
    ),
    Signal("invoice_sum_90d", "money", "What they paid on it first, together.", "90d", _MOVEMENT),
)
"""Of the users of one identifier."""

BORDERS = (
    Signal(
        "mirror_legs_30d",
        "count",
        "Payments in that another user of the same identifier mirrored with one out to another country within 30d.",
        "30d",
        _MOVEMENT,
    ),
    Signal("mirror_leg_sum_30d", "money", "What so came in.", "30d", _MOVEMENT),
)
"""Of the users of one identifier, across borders."""

SIGNALS = (*PATH, *GATHERED, *SHARED, *BORDERS)
NETWORK = frozenset(signal.name for signal in SIGNALS)


FAMILY = Family("flows", SIGNALS, leave_unknown)
