"""The signals of flows as their descriptions read, in plain Python, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from streams.flows.token import UNKNOWN_AGE, Token
from streams.signals.family import HOUR_US

Tokens = Sequence[Token]


def held(tokens: Iterable[Token]) -> int:
    """What tokens hold together: of each payment in no more than it was."""
    several = list(tokens)
    return sum(
        min(
            sum(each.hops[-1].carried for each in several if each.hops[-1].mark == mark),
            next(each.hops[-1].value for each in several if each.hops[-1].mark == mark),
        )
        for mark in {each.hops[-1].mark for each in several}
    )


def _sums(tokens: Tokens) -> list[list[Token]]:
    """Tokens of one first payment."""
    return [
        [each for each in tokens if each.hops[0].mark == mark]
        for mark in sorted({each.hops[0].mark for each in tokens})
    ]


def _away(tokens: Tokens, receiver: str) -> list[Token]:
    return [each for each in tokens if each.hops[0].payer != receiver]


def _back(tokens: Tokens, receiver: str) -> list[Token]:
    return [each for each in tokens if each.hops[0].payer == receiver]


def _longest(tokens: Tokens, share: float) -> int:
    return max(
        (
            least
            for parts in _sums(tokens)
            for least in range(1, 33)
            if (far := [each for each in parts if len(each.hops) >= least])
            and held(far) >= share * parts[0].hops[0].value
            and any(len(each.hops) == least for each in parts)
        ),
        default=0,
    )


def kept_hops(tokens: Tokens, receiver: str) -> float:
    return _longest(_away(tokens, receiver), 0.7)


def fast_hops(tokens: Tokens, receiver: str) -> float:
    fast = [
        each
        for each in _away(tokens, receiver)
        if all(b.time_us - a.time_us < 72 * HOUR_US for a, b in zip(each.hops, each.hops[1:], strict=False))
    ]
    return _longest(fast, 0.8)


def kept_value(tokens: Tokens, receiver: str) -> float:
    far = [each for each in _away(tokens, receiver) if len(each.hops) >= 3]
    return max((held(parts) for parts in _sums(far) if held(parts) >= 0.7 * parts[0].hops[0].value), default=0)


def return_hops(tokens: Tokens, receiver: str) -> float:
    return max((len(each.hops) for each in _back(tokens, receiver)), default=0)


def returned_sum(tokens: Tokens, receiver: str) -> float:
    return held(_back(tokens, receiver))


def returned_share(tokens: Tokens, receiver: str) -> float:
    return max((held(parts) / parts[0].hops[0].value for parts in _sums(_back(tokens, receiver))), default=0)


def _is_papered(token: Token) -> bool:
    return any(hop.is_invoiced for hop in token.hops)


def _gathered(tokens: Tokens, receiver: str) -> list[Token]:
    found = []
    for token in _away(tokens, receiver):
        if len(token.hops) < 2 or _is_papered(token):
            continue
        like = [
            each
            for each in tokens
            if len(each.hops) > 1
            and not _is_papered(each)
            and each.hops[0].mark == token.hops[0].mark
            and each.hops[-1].payer == token.hops[-1].payer
        ]
        if held(like) >= token.hops[0].value / 2:
            found.append(token)
    return found


def intermediaries(tokens: Tokens, receiver: str) -> float:
    return len({each.hops[-1].payer for each in _gathered(tokens, receiver)})


def gathered_sum(tokens: Tokens, receiver: str) -> float:
    return held(_gathered(tokens, receiver))


def _through(tokens: Tokens, receiver: str, hops: int) -> list[Token]:
    """Paths of so many payments, with no invoice and no suspect, on which the receiver is not."""
    return [
        each
        for each in tokens
        if len(each.hops) == hops
        and each.crime is None
        and not _is_papered(each)
        and receiver not in {hop.payer for hop in each.hops}
    ]


def _layer(tokens: Tokens, receiver: str) -> list[Token]:
    through = _through(tokens, receiver, 2)
    return [
        each
        for each in through
        if len(senders_by(through, each.hops[1].payer)) >= 2
        and any(other.hops[1].payer == each.hops[1].payer and other.hops[1].receivers >= 2 for other in through)
    ]


def senders_by(tokens: Tokens, payer: str) -> set[str]:
    """Whose money a payer passed on with the last payment."""
    return {each.hops[-2].payer for each in tokens if each.hops[-1].payer == payer}


def layer_accounts(tokens: Tokens, receiver: str) -> float:
    return len({each.hops[1].payer for each in _layer(tokens, receiver)})


def layer_senders(tokens: Tokens, receiver: str) -> float:
    return len({each.hops[0].payer for each in _layer(tokens, receiver)})


def layer_crossing(tokens: Tokens, receiver: str) -> float:
    layer = _layer(tokens, receiver)
    return sum(
        len({each.hops[1].payer for each in layer if each.hops[0].payer == sender}) >= 2
        for sender in {each.hops[0].payer for each in layer}
    )


def layer_sum(tokens: Tokens, receiver: str) -> float:
    return held(_layer(tokens, receiver))


def _stack(tokens: Tokens, receiver: str) -> list[Token]:
    through = _through(tokens, receiver, 3)
    return [each for each in through if len(senders_by(through, each.hops[2].payer)) >= 2]


def stack_first(tokens: Tokens, receiver: str) -> float:
    return len({each.hops[1].payer for each in _stack(tokens, receiver)})


def stack_second(tokens: Tokens, receiver: str) -> float:
    return len({each.hops[2].payer for each in _stack(tokens, receiver)})


def stack_senders(tokens: Tokens, receiver: str) -> float:
    return len({each.hops[0].payer for each in _stack(tokens, receiver)})


def stack_sum(tokens: Tokens, receiver: str) -> float:
    return held(_stack(tokens, receiver))


def hub_senders(tokens: Tokens, receiver: str) -> float:
    through = _through(tokens, receiver, 2)
    return max((len(senders_by(through, each.hops[1].payer)) for each in through), default=0)


def _hubs(tokens: Tokens, receiver: str) -> list[Token]:
    through = _through(tokens, receiver, 2)
    return [each for each in through if len(senders_by(through, each.hops[1].payer)) >= 3]


def hub_receivers(tokens: Tokens, receiver: str) -> float:
    return max((each.hops[1].receivers for each in _hubs(tokens, receiver)), default=0)


def hub_sum(tokens: Tokens, receiver: str) -> float:
    hubs = _hubs(tokens, receiver)
    return max(
        (held(each for each in hubs if each.hops[1].payer == hub) for hub in {each.hops[1].payer for each in hubs}),
        default=0,
    )


def _bands(tokens: Tokens) -> list[list[Token]]:
    """For each least amount the young accounts' payments within a tenth of it."""
    young = [
        each
        for each in tokens
        if len(each.hops) == 2
        and each.crime is None
        and each.hops[1].payer_days != UNKNOWN_AGE
        and each.hops[1].payer_days <= 90
        and each.hops[1].time_us - each.hops[0].time_us < 48 * HOUR_US
    ]
    return [
        [each for each in young if least.hops[1].value <= each.hops[1].value <= 1.1 * least.hops[1].value]
        for least in young
    ]


def synchronised_accounts(tokens: Tokens, receiver: str) -> float:
    return max((len({each.hops[1].payer for each in band}) for band in _bands(tokens)), default=0)


def synchronised_sum(tokens: Tokens, receiver: str) -> float:
    return max(
        (
            sum(value for _, value in {(each.hops[1].mark, each.hops[1].value) for each in band})
            for band in _bands(tokens)
            if len({each.hops[1].payer for each in band}) >= 4
        ),
        default=0,
    )


Suspect = tuple[str, frozenset[str]]


def _suspects(tokens: Tokens, receiver: str) -> dict[Suspect, list[Token]]:
    found: dict[Suspect, list[Token]] = {}
    for each in _away(tokens, receiver):
        if each.crime is not None:
            found.setdefault((each.hops[0].payer, frozenset(each.crime.crimes)), []).append(each)
    return found


def _are_apart(several: Iterable[Suspect]) -> bool:
    return all(one[0] != other[0] and not one[1] & other[1] for one, other in combinations(several, 2))


def _meetings(tokens: Tokens, receiver: str) -> list[tuple[Suspect, Suspect]]:
    """Pairs of suspects with nothing in common, each of whom paid past the other."""
    suspects = _suspects(tokens, receiver)

    def misses(one: Suspect, other: Suspect) -> bool:
        return any(other[0] not in {hop.payer for hop in each.hops[1:]} for each in suspects[one])

    return [
        (one, other)
        for one, other in combinations(suspects, 2)
        if _are_apart((one, other)) and misses(one, other) and misses(other, one)
    ]


def crimes_reaching(tokens: Tokens, receiver: str) -> float:
    met = {suspect for pair in _meetings(tokens, receiver) for suspect in pair}
    return max((count for count in range(1, len(met) + 1) if any(map(_are_apart, combinations(met, count)))), default=0)


def crime_sum(tokens: Tokens, receiver: str) -> float:
    suspects = _suspects(tokens, receiver)

    def sum_of(suspect: Suspect) -> int:
        return held({tuple(hop.mark for hop in each.hops): each for each in suspects[suspect]}.values())

    return max((min(sum_of(one), sum_of(other)) for one, other in _meetings(tokens, receiver)), default=0)


TWINS: dict[str, Callable[[Tokens, str], float]] = {
    each.__name__: each
    for each in (
        kept_hops,
        fast_hops,
        kept_value,
        return_hops,
        returned_sum,
        returned_share,
        intermediaries,
        gathered_sum,
        layer_accounts,
        layer_senders,
        layer_crossing,
        layer_sum,
        stack_first,
        stack_second,
        stack_senders,
        stack_sum,
        hub_senders,
        hub_receivers,
        hub_sum,
        synchronised_accounts,
        synchronised_sum,
        crimes_reaching,
        crime_sum,
    )
}
SHARES = {
    "kept_share": kept_value,
    "returned_inflow_share": returned_sum,
    "gathered_share": gathered_sum,
    "layer_share": layer_sum,
    "stack_share": stack_sum,
    "hub_share": hub_sum,
    "synchronised_share": synchronised_sum,
    "crime_share": crime_sum,
}
