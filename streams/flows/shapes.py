"""The shapes that tokens show together. Pure: tokens in, signals and the tokens that make them up out.

Every shape only grows with more tokens: its values are counts of distinct things, sums over them and greatest values.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise, product
from typing import NamedTuple

from streams.flows.ring import ADDRESS, INVOICE, Holder, Leg, begun_within, most_within, stretches
from streams.flows.token import UNKNOWN_AGE, Token
from streams.signals.family import DAY_US, HOUR_US
from streams.signals.flows import SHARED

KEPT, KEPT_FAST = 0.7, 0.8
"""Most of the money: what commissions and expenses of several hands leave of it."""
HALF = 0.5
FAST_US, QUICK_US = 72 * HOUR_US, 48 * HOUR_US
YOUNG_DAYS = 90
BAND = 1.1
"""Amounts are alike within a tenth."""
CHAIN_HOPS, LAYER_SENDERS, HUB_SENDERS, SYNCHRONISED = 3, 2, 3, 4
RING_US = 90 * DAY_US
BORDER_US = 30 * DAY_US


class View(NamedTuple):
    """What a subject sees from one payment back."""

    receiver: str
    tokens: Sequence[Token]
    inflow: int
    """All that came in within the window, minor units of the base currency."""
    unit: float
    """Minor units in one unit."""


Found = tuple[tuple[float, ...], Sequence[Token]]
"""Values along the signals of a shape, and the tokens that show it."""


def money_in(tokens: Iterable[Token]) -> int:
    """The money that paths hold together, of which none is the end of another: no more than came with each payment."""
    held: dict[int, int] = {}
    most: dict[int, int] = {}
    for token in tokens:
        last = token.hops[-1]
        held[last.mark] = held.get(last.mark, 0) + last.carried
        most[last.mark] = last.value
    return sum([min(minor, most[mark]) for mark, minor in held.items()])


def _by_first(tokens: Iterable[Token]) -> list[list[Token]]:
    """Paths by the payment with which they begin: parts of one sum, wherever it was split and brought together."""
    found: dict[int, list[Token]] = defaultdict(list)
    for token in tokens:
        found[token.hops[0].mark].append(token)
    return list(found.values())


def _held(tokens: Sequence[Token]) -> float:
    """The share of the payment with which paths begin that is in them at their ends."""
    return money_in(tokens) / tokens[0].hops[0].value if tokens else 0.0


def _is_fast(token: Token) -> bool:
    return all(after.time_us - before.time_us < FAST_US for before, after in pairwise(token.hops))


def _length(parts: Sequence[Token], share: float) -> int:
    """The most payments after which this share of the first one's money is together again; 0 where it never is."""
    lengths = sorted({len(token.hops) for token in parts}, reverse=True)
    return next((most for most in lengths if _held([each for each in parts if len(each.hops) >= most]) >= share), 0)


def chain(view: View) -> Found:
    """Money of one payment that several hands passed on and kept together."""
    away = [token for token in view.tokens if not token.returns_to(view.receiver)]
    sums = _by_first(away)
    fast = _by_first(filter(_is_fast, away))
    far = [[token for token in parts if len(token.hops) >= CHAIN_HOPS] for parts in sums]
    kept = [parts for parts in far if _held(parts) >= KEPT]
    return (
        float(max((_length(parts, KEPT) for parts in sums), default=0)),
        float(max((_length(parts, KEPT_FAST) for parts in fast), default=0)),
        *_sum_and_share(max(map(money_in, kept), default=0), view),
    ), [token for parts in kept for token in parts]


def returned(view: View) -> Found:
    """Money that is back where it began."""
    back = [token for token in view.tokens if token.returns_to(view.receiver)]
    return (
        float(max((len(token.hops) for token in back), default=0)),
        money_in(back) / view.unit,
        max(map(_held, _by_first(back)), default=0.0),
        _share(money_in(back), view.inflow),
    ), back


def gather(view: View) -> Found:
    """Parts of one payment that several payers brought together."""
    through = [
        token
        for parts in _by_first(token for token in view.tokens if len(token.hops) > 1 and token.is_uninvoiced)
        for token in _passed_on(parts)
        if not token.returns_to(view.receiver)
    ]
    return (float(len(_payers(through, 1))), *_sum_and_share(money_in(through), view)), through


def _passed_on(parts: Sequence[Token]) -> list[Token]:
    """Of the parts of one payment those of payers through whom half of it came: no wage of which rent is paid."""
    by_payer: dict[str, list[Token]] = defaultdict(list)
    for token in parts:
        by_payer[token.last.payer].append(token)
    return [token for each in by_payer.values() if _held(each) >= HALF for token in each]


def layer(view: View) -> Found:
    """Payers that passed on several senders' money to several receivers."""
    through = _by_payer(view, 2)
    layer = {
        payer: tokens
        for payer, tokens in through.items()
        if len(_payers(tokens, 2)) >= LAYER_SENDERS and max(token.last.receivers for token in tokens) >= LAYER_SENDERS
    }
    tokens = [token for each in layer.values() for token in each]
    used = Counter(sender for each in layer.values() for sender in _payers(each, 2))
    crossing = sum(count > 1 for count in used.values())
    return (float(len(layer)), float(len(used)), float(crossing), *_sum_and_share(money_in(tokens), view)), tokens


def stack(view: View) -> Found:
    """Two layers: every subject of the second passed on money of two or more of the first."""
    through = {payer: each for payer, each in _by_payer(view, 3).items() if len(_payers(each, 2)) >= LAYER_SENDERS}
    tokens = [token for each in through.values() for token in each]
    return (
        float(len(_payers(tokens, 2))),
        float(len(through)),
        float(len(_payers(tokens, 3))),
        *_sum_and_share(money_in(tokens), view),
    ), tokens


def hub(view: View) -> Found:
    """A payer that passed on many senders' money."""
    through = _by_payer(view, 2)
    senders = {payer: len(_payers(tokens, 2)) for payer, tokens in through.items()}
    hubs = [through[payer] for payer, count in senders.items() if count >= HUB_SENDERS]
    tokens = [token for each in hubs for token in each]
    return (
        float(max(senders.values(), default=0)),
        float(max((token.last.receivers for token in tokens), default=0)),
        *_sum_and_share(max(map(money_in, hubs), default=0), view),
    ), tokens


def synchronised(view: View) -> Found:
    """Young accounts that passed on amounts within one band, within two days each: the most of them, and the most that
    so many as make a band of it passed on, which may be another band."""
    young = sorted(
        (
            token
            for token in view.tokens
            if len(token.hops) == 2
            and token.crime is None
            and UNKNOWN_AGE < token.last.payer_days <= YOUNG_DAYS
            and token.last.time_us - token.hops[0].time_us < QUICK_US
        ),
        key=lambda token: (token.last.value, token.id),
    )
    most = total = start = 0
    shown: dict[int, Token] = {}
    for end in range(len(young)):
        while young[end].last.value > BAND * young[start].last.value:
            start += 1
        band = young[start : end + 1]
        payers = len(_payers(band, 1))
        most = max(most, payers)
        if payers >= SYNCHRONISED:
            total = max(total, sum({token.last.mark: token.last.value for token in band}.values()))
            shown.update((token.id, token) for token in band)
    return (float(most), *_sum_and_share(total, view)), list(shown.values())


def crimes(view: View) -> Found:
    """Suspects whose money met here."""
    by_suspect: dict[tuple[str, frozenset[str]], dict[tuple[int, ...], Token]] = defaultdict(dict)
    for token in view.tokens:
        if token.crime is not None and not token.returns_to(view.receiver):
            by_suspect[token.origin, frozenset(token.crime.crimes)][_marks(token)] = token
    suspects = sorted(by_suspect, key=lambda each: (each[0], sorted(each[1])))
    sums = {suspect: money_in(by_suspect[suspect].values()) for suspect in suspects}
    least = 0
    met: set[tuple[str, frozenset[str]]] = set()
    for one, other in combinations(suspects, 2):
        if not _are_apart(one, other):
            continue
        if _misses(by_suspect[one].values(), other[0]) and _misses(by_suspect[other].values(), one[0]):
            met |= {one, other}
            least = max(least, min(sums[one], sums[other]))
    tokens = [token for suspect in suspects if suspect in met for token in by_suspect[suspect].values()]
    return (float(_apart(met)), *_sum_and_share(least, view)), tokens


_APART_MAX = 3
"""Suspects without a common crime are counted up to here: an alert says no more with more."""


def _are_apart(one: tuple[str, frozenset[str]], other: tuple[str, frozenset[str]]) -> bool:
    """Whether two suspects are two, of crimes that have nothing in common."""
    return one[0] != other[0] and one[1].isdisjoint(other[1])


def _misses(tokens: Iterable[Token], subject: str) -> bool:
    """Whether money came by a path on which a subject is not."""
    return any(not token.passes(subject) for token in tokens)


def _apart(suspects: Iterable[tuple[str, frozenset[str]]]) -> int:
    """The most suspects of whom no two are one, nor have a crime in common; no more than _APART_MAX."""
    by_crimes: dict[frozenset[str], list[str]] = defaultdict(list)
    for subject, crimes in sorted(suspects, key=lambda each: each[0]):
        by_crimes[crimes].append(subject)
    for size in range(min(_APART_MAX, len(by_crimes)), 1, -1):
        for several in combinations(by_crimes, size):
            # As many subjects of each as there are sets decide whether one of each can be another one.
            choices = product(*(by_crimes[crimes][:size] for crimes in several))
            apart = all(one.isdisjoint(other) for one, other in combinations(several, 2))
            if apart and any(len(set(chosen)) == size for chosen in choices):
                return size
    return min(len(by_crimes), 1)


def _by_payer(view: View, hops: int) -> dict[str, list[Token]]:
    """Paths of so many payments by who paid last, without those that the receiver is on. Longer ones say no more: the
    end of each is a path of its own."""
    found: dict[str, list[Token]] = defaultdict(list)
    receiver = view.receiver
    for token in view.tokens:
        path = token.hops
        if len(path) == hops and token.crime is None and token.is_uninvoiced and receiver not in token.payers:
            found[path[-1].payer].append(token)
    return found


def _payers(tokens: Iterable[Token], back: int) -> set[str]:
    """Who paid `back` payments before the end of each path."""
    return {token.hops[-back].payer for token in tokens}


def _marks(token: Token) -> tuple[int, ...]:
    return tuple(hop.mark for hop in token.hops)


def _sum_and_share(minor: int, view: View) -> tuple[float, float]:
    """A sum in units, and as a share of all that came in."""
    return minor / view.unit, _share(minor, view.inflow)


def _share(part: int, whole: int) -> float:
    return min(part / whole, 1.0) if whole > 0 else 0.0


def users(kind: str, holders: Iterable[Holder], unit: float) -> tuple[tuple[float, ...], Sequence[Holder]]:
    """Values along `SHARED` of the users of one identifier, and the most of them.

    The sum may be that of another stretch of time: that of the most users can become smaller when there are more.
    """
    several = list(holders)
    found = most_within(several, RING_US)
    most = max((sum(holder.value for holder in each) for each in begun_within(several, RING_US)), default=0)
    place = {ADDRESS: 2, INVOICE: 4}.get(kind, 0)
    values = [0.0] * len(SHARED)
    values[place : place + 2] = float(len(found)), most / unit
    return tuple(values), found


def borders(pairs: Iterable[tuple[Leg, Leg]], unit: float) -> tuple[tuple[float, ...], list[Holder]]:
    """Values along `BORDERS` of what users of one identifier took in and paid out, and those payments, each in with the
    nearest out: of the stretch of time with the most."""
    nearest: dict[str, tuple[Leg, Leg]] = {}
    for pair in pairs:
        name = f"{pair[0].subject} {pair[0].transaction}"
        nearest[name] = min(pair, nearest.get(name, pair), key=lambda each: (-each[1].value, each[1].transaction))
    ordered = sorted(nearest.values(), key=lambda pair: (pair[0].time_us, pair[0].transaction))
    several = list(stretches(ordered, lambda pair: pair[0].time_us, BORDER_US))
    best = max(several, key=len, default=())
    total = max((sum(came.value for came, _ in each) for each in several), default=0)
    return (float(len(best)), total / unit), [
        Holder(leg.subject, leg.transaction, leg.time_us, leg.value, leg.amount, leg.currency)
        for pair in best
        for leg in pair
    ]
