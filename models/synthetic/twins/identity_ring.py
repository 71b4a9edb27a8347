"""A family or a shared flat has one address, phone or tablet; a firm's people use its terminal; a branch has a tablet.

It is honest because those who share know each other or stand at the same counter, they are few or each comes once, and
every account does something else.

Plain: 2 or 3 people of a household share address and phone, and one of them pays the rent of the others' shares each
month; or 2 or 3 firms of one owner send their payments of 400 to 6,000 dollars from one terminal; or 4 to 8 customers
pay one bill of 60 to 900 dollars each on the tablet of a branch.
Customers: persons, offices and trades of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import pick
from models.synthetic.ledger import Details
from models.synthetic.parties import Account
from models.synthetic.rhythm import BRANCH, OFFICE
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def imitate(scene: Scene) -> list[Account]:
    """Share what honest people share."""
    return pick(scene.rng, (_household, _terminal, _tablet))(scene)


def _household(scene: Scene) -> list[Account]:
    people = scene.leads(scene.number((2, 3), (2, 3)), *PERSONS, least=2)
    scene.share_address(people)
    scene.share_phone(people)
    tenant, *others = (each.main for each in people)
    share, landlord = scene.money(400, 1100), scene.outside("landlord")
    for day in scene.calendar.monthly(scene.number((1, 20), (1, 20))):
        paid = [scene.pay(other, tenant, scene.at(day), share).time for other in others]
        when = scene.later(max(paid), (4, 70))
        if scene.calendar.number(when) < scene.calendar.days:
            scene.pay(tenant, landlord, when, share * len(people), wording=("RENT", "rent"))
    return [tenant, *others]


def _terminal(scene: Scene) -> list[Account]:
    firms = scene.leads(scene.number((2, 3), (2, 3)), *SMALL_FIRMS, least=2, suits=lambda each: bool(each.devices))
    day = scene.begin(length=45)
    scene.share_device(firms, day)
    scene.share_address(firms)
    for firm in firms:
        for when in scene.spread(scene.at(day, OFFICE), 36, scene.number((3, 6), (3, 6)), OFFICE):
            scene.pay(firm.main, scene.outside("supplier"), when, scene.money(400, 6000))
    return [firm.main for firm in firms]


def _tablet(scene: Scene) -> list[Account]:
    people = [each.main for each in scene.leads(scene.number((4, 8), (4, 8)), "pensioner", *PERSONS, least=4)]
    told, first = Details(device=scene.device(), initiation="branch"), scene.at(scene.begin(length=24), BRANCH)
    for person in people:
        when = scene.later(first, (0, 400), BRANCH)
        scene.pay(person, scene.outside("supplier"), when, scene.money(60, 900), details=told)
    return people
