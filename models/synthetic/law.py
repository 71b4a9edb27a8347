"""What the law says and everybody in the town knows: the only numbers that crime and detection have in common."""

from __future__ import annotations

CASH_REPORT = 10_000_00
"""US cents. Cash of more than this on one business day is reported (31 CFR 1010.311, 1010.313)."""
SUSPICION = 5_000_00
"""US cents. A bank reports what it suspects where it comes to this in all (31 CFR 1020.320)."""
INSTRUMENT_LOG = 3_000_00
"""US cents. Who buys money orders and the like for cash is recorded from here on (31 CFR 1010.415)."""
TRAVEL_RULE = 3_000_00
"""US cents. From here on a transfer carries and leaves its parties' particulars (31 CFR 1010.410)."""
