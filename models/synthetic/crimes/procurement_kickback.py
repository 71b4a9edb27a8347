"""A public body pays a supplier, and each time the same share goes on to a person.

OECD, Bribery in Public Procurement (2007); FATF, Laundering the Proceeds of Corruption (July 2011).

Plain: 3 to 5 payments of 12,000 to 90,000 dollars by a public body, 10 to 14 days apart; 5 to 20 % of each to the same
person within 1 to 6 days, as a fee.
Disguised: 3 or 4 payments; the share varies by 7 % of itself, and goes out after 3 to 9 days.
Expert: 3 or 4 payments; the share is collected and paid once at the end, to a firm.
Offenders: small firms, dealers and wholesalers.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import SMALL_FIRMS, Scene
from models.synthetic.wordings import CONSULTING


def inject(scene: Scene) -> Customer:
    """Share public money with somebody."""
    supplier = scene.lead(*SMALL_FIRMS, "dealer", "wholesale")
    office, friend = scene.outside("agency"), scene.persons(1, inside=0.2)[0]
    friend.kind_told = True
    share, owed = scene.value((0.05, 0.2), (0.05, 0.2)), 0
    when = scene.at(scene.begin(length=84, earliest=2), OFFICE)
    hours = scene.choice((24.0, 140.0), (70.0, 220.0), (24.0, 140.0))
    for _ in range(scene.number(plain=(3, 5), disguised=(3, 4), expert=(3, 4))):
        amount = scene.money(12000, 90000)
        came = scene.pay(office, supplier.main, when, amount).time
        part = int(amount * share * scene.value((0.985, 1.015), (0.93, 1.07)))
        if scene.level == "expert":
            owed += part
        else:
            scene.pay(supplier.main, friend, scene.later(came, hours, OFFICE), part, wording=scene.words(CONSULTING))
        when = scene.later(came, (230, 340), OFFICE)
    if owed:
        firm = scene.firms(1, inside=0)[0]
        scene.pay(supplier.main, firm, scene.later(came, (24, 200), OFFICE), owed, wording=scene.words(CONSULTING))
    return supplier
