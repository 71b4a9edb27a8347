"""Cash above 10,000 dollars on one business day: a duty to report, not a crime.

Somebody sells a boat, cashes a legacy, banks a good week, or simply does not know the rule. The sum counts per person
and business day, in and out apart, however many pieces it came in (31 CFR 1010.311, 1010.313).

Both levels, drawn evenly: one deposit; two to four deposits on one day, none of them above the limit; one or two
withdrawals at the counter; and machine deposits on Saturday and Sunday with one on Monday, which count as Monday's.
Sum: 10,050 to 45,000 dollars in one deposit, 10,200 to 30,000 taken out; where no piece may exceed the limit, at most
8,000 times the number of pieces.
Customers: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import integer, split, whole
from models.synthetic.law import CASH_REPORT
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH, SHOPPING
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene

_LEAST = CASH_REPORT + 50_00
_NOTE = 20_00


def inject(scene: Scene) -> Customer:
    """Move more than the reported amount of cash on one business day."""
    customer = scene.lead(*PERSONS, *SMALL_FIRMS)
    (_once, _in_pieces, _taken_out, _over_a_weekend)[integer(scene.rng, 0, 3)](scene, customer)
    return customer


def _once(scene: Scene, customer: Customer) -> None:
    amount = max(_LEAST, whole(scene.money(10_050, 45_000), 1))
    scene.deposit(customer.main, scene.at(scene.begin(length=5), BRANCH), amount, scene.counter())


def _in_pieces(scene: Scene, customer: Customer) -> None:
    day = scene.calendar.business_day(scene.begin(length=5))
    count = integer(scene.rng, 2, 4)
    for amount in _pieces(scene, count):
        scene.deposit(customer.main, scene.at(day, BRANCH), amount, scene.counter())


def _taken_out(scene: Scene, customer: Customer) -> None:
    day = scene.calendar.business_day(scene.begin(length=5))
    for notes in split(scene.rng, whole(scene.money(10_200, 30_000), 100) // _NOTE, integer(scene.rng, 1, 2)):
        scene.withdraw(customer.main, scene.at(day, BRANCH), notes * _NOTE, scene.counter())


def _over_a_weekend(scene: Scene, customer: Customer) -> None:
    saturday = scene.begin(length=17)
    while scene.calendar.weekdays[saturday] != 5 or not scene.calendar.business[saturday + 2]:
        saturday += 1
    machine = scene.machine()
    for day, amount in zip(range(saturday, saturday + 3), _pieces(scene, 3), strict=True):
        in_office_hours = day == saturday + 2
        when = scene.at(day, BRANCH if in_office_hours else SHOPPING)
        scene.deposit(customer.main, when, amount, scene.counter() if in_office_hours else machine)


def _pieces(scene: Scene, count: int) -> list[int]:
    """Parts of a reported sum, each a whole number of dollars and none above the limit."""
    while True:
        total = whole(scene.money(10_100, min(45_000, 8_000 * count)), 10)
        parts = [whole(part, 10) for part in split(scene.rng, total, count)]
        if sum(parts) >= _LEAST and max(parts) <= CASH_REPORT:
            return parts
