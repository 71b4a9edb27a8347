"""Whatever is compiled is compiled before a worker joins its group: a silent member loses its partitions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from streams.catalogue import SHIPPED, Catalogue
from streams.flows import links
from streams.offline import Offline
from streams.records import Party, Transaction
from streams.reference import Reference
from streams.settings import Settings
from streams.signals.registry import SIGNALS
from streams.subject.advance import advance
from streams.warm import warm_up

# As Numba has them: for the type checker they are functions.
KERNELS: tuple[Any, ...] = (
    advance,
    links.batch_links,
    links.onward_links,
    links.payment_links,
    links.is_habit,
)
NOON = datetime(2025, 1, 6, 12, tzinfo=UTC)


def _paid(number: int, debtor: str, creditor: str, amount: str) -> Transaction:
    return Transaction(
        id=f"T{number}",
        time=NOON + timedelta(hours=number),
        amount=Decimal(amount),
        currency="EUR",
        channel="transfer",
        debtor=Party(account=debtor, country="US", identifiers={"phone": "1"}),
        creditor=Party(account=creditor, country="CN", identifiers={"phone": "1"}),
    )


def test_a_warm_worker_has_nothing_left_to_compile() -> None:
    warm_up(Settings())
    compiled = [len(kernel.signatures) for kernel in KERNELS]
    assert min(compiled) >= 1
    chain = [_paid(1, "A", "B", "9000"), _paid(2, "B", "C", "8900"), _paid(3, "C", "A", "8800")]
    catalogue = Catalogue.load([SHIPPED], None, SIGNALS)
    assert any(raised.alert.paths for raised in Offline(catalogue, Settings(), Reference.load()).judge(chain))
    assert [len(kernel.signatures) for kernel in KERNELS] == compiled
