"""A student's parents pay tuition and living, a homemaker's partner the household; both pay it on to the school and the
shops.

It is honest because one or two people pay, and what leaves are the bills that it was for.

Plain: each month 700 to 2,400 dollars from one person; once 3,000 to 9,000 for tuition or a kitchen, paid on to one
firm; a card bill.
Customers: students, homemakers and unemployed persons.
"""

from __future__ import annotations

from models.synthetic.draws import whole
from models.synthetic.parties import Customer
from models.synthetic.scene import Scene
from models.synthetic.wordings import CARD_PAYDOWN


def imitate(scene: Scene) -> Customer:
    """Live on somebody's support."""
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
