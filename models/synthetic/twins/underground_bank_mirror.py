"""A student's parents pay tuition and living, a homemaker's partner the household; both pay it on to the school and the
shops.

It is honest because one or two people pay, and what leaves are the bills that it was for.

Plain: each month 700 to 2,400 dollars from one person; once 3,000 to 9,000 for tuition or a kitchen, paid on to one
firm; a card bill.
One time in four it is a couple of one address instead: one is paid 900 to 2,800 dollars a month from abroad, the other
sends 150 to 600 to a parent in another country some days later.
Customers: students, homemakers and unemployed persons.
"""

from __future__ import annotations

from models.synthetic.draws import chance, several, whole
from models.synthetic.parties import Account, Customer
from models.synthetic.scene import Scene
from models.synthetic.wordings import CARD_PAYDOWN

_COUPLES = 0.25


def imitate(scene: Scene) -> Customer | list[Account]:
    """Live on somebody's support."""
    return _couple(scene) if chance(scene.aside(), _COUPLES) else _supported(scene)


def _couple(scene: Scene) -> list[Account]:
    """Earn from abroad and support a parent there."""
    couple = scene.leads(2, "student", "homemaker", "unemployed", least=2)
    scene.share_address(couple)
    earner, child = (each.main for each in couple)
    here, there = several(scene.rng, ("CN", "MX", "GB", "CA", "IN", "DE"), 2)
    client, parent, usual = scene.abroad(here, "business"), scene.abroad(there), scene.money(900, 2800)
    for day in scene.calendar.monthly(scene.number((1, 20), (1, 20))):
        scene.pay(client, earner, scene.at(day), int(usual * scene.value((0.8, 1.2), (0.8, 1.2))))
        if day + 12 < scene.calendar.days:
            scene.pay(child, parent, scene.at(day + scene.number((1, 9), (1, 9))), whole(scene.money(150, 600), 10))
    return [earner, child]


def _supported(scene: Scene) -> Customer:
    person, payer = scene.lead("student", "homemaker", "unemployed"), scene.persons(1, inside=0.3)[0]
    monthly = whole(scene.money(700, 2400), 50)
    for day in scene.calendar.monthly(2):
        scene.pay(payer, person.main, scene.at(day), monthly)
        if day + 12 < scene.calendar.days:
            bill = int(monthly * scene.value((0.2, 0.5), (0.2, 0.5)))
            scene.pay(
                person.main, scene.outside("card issuer"), scene.at(day + 11), bill, wording=scene.words(CARD_PAYDOWN)
            )
    once = scene.money(3000, 9000)
    came = scene.pay(payer, person.main, scene.at(scene.begin(length=12)), once).time
    scene.pay(person.main, scene.outside("university"), scene.later(came, (20, 200)), once)
    return person
