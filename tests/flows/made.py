"""Tokens by chance, and payments of one subject in rows as an arena holds them."""

from __future__ import annotations

from hypothesis import strategies as st

from streams.flows.token import UNKNOWN_AGE, Crime, Hop, Token
from streams.signals.family import HOUR_US

RECEIVER = "R"
NAMES = ("A", "B", "C", "D", "E", "F", RECEIVER)
CRIMES = (("fraud",), ("drug-trafficking",), ("fraud", "tax-crime"), ("corruption",))

_amounts = st.sampled_from((900, 1000, 1050, 1100, 1101, 5000))
_payments = st.tuples(
    st.integers(0, 40), st.sampled_from(NAMES[:-1]), st.integers(0, 200), _amounts, st.integers(0, 4), st.booleans()
)


def _hop(mark: int, payer: str, hours: int, value: int, receivers: int, is_invoiced: bool, share: int, age: int) -> Hop:
    carried = max(value * share // 4, 1)
    return Hop(payer, f"T{mark}", mark, hours * HOUR_US, value, "1", "USD", carried, age, receivers, is_invoiced)


@st.composite
def tokens(draw: st.DrawFn) -> list[Token]:
    """Paths to RECEIVER over few payments, so that they often share some; no path is the end of another."""
    payments = draw(st.lists(_payments, min_size=3, max_size=14, unique_by=lambda each: each[0]))
    ages = {name: draw(st.sampled_from((UNKNOWN_AGE, 0, 30, 90, 91))) for name in NAMES}
    origin_self = draw(st.booleans())
    found: dict[int, Token] = {}
    for _ in range(draw(st.integers(0, 24))):
        length = draw(st.integers(1, 4))
        several = draw(st.lists(st.sampled_from(payments), min_size=1, max_size=length, unique_by=lambda each: each[0]))
        several.sort(key=lambda each: (each[2], each[0]))
        crime = draw(st.sampled_from((None, None, *CRIMES)))
        if len({each[1] for each in several}) < len(several) or (crime is None and len(several) < 2):
            continue
        hops = []
        for number, (mark, payer, hours, value, receivers, is_invoiced) in enumerate(several):
            name = RECEIVER if origin_self and number == 0 and len(several) > 2 else payer
            mark_of = mark + (1000 if name == RECEIVER else 0)
            share = draw(st.sampled_from((4, 4, 3, 2, 1)))
            hops.append(_hop(mark_of, name, hours, value, receivers, is_invoiced, share, ages[name]))
        token = Token(tuple(hops), Crime(f"alert-{crime}", "t", crime) if crime else None)
        found[token.id] = token
    return list(found.values())
