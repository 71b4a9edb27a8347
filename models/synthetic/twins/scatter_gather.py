"""A firm pays its people, who live in the flats of the same landlord and pay the rent.

It is honest because the wage is for work and comes every month, a third or less of it is rent, and the rest is lived
on.

Plain: 3 to 6 employees with 2,400 to 4,400 dollars each; within 1 to 5 days each pays the same 600 to 1,100 dollars
of rent, two or three times.
Customers: an office or a trade, its people and a landlord.
"""

from __future__ import annotations

from models.synthetic.parties import Account
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> list[Account]:
    """Pay wages of which rents are paid."""
    employer, landlord = scene.lead("office", "trade").main, scene.outside("landlord")
    people = [each.main for each in scene.leads(scene.number((3, 6), (3, 6)), *PERSONS, least=3)]
    wages, rent = [scene.money(2400, 4400) for _ in people], scene.money(600, 1100)
    for day in scene.calendar.monthly(scene.number((3, 24), (3, 24))):
        if not 4 <= day < scene.calendar.days - 9:
            continue
        for person, wage in zip(people, wages, strict=True):
            came = scene.pay(employer, person, scene.at(day, OFFICE), wage, wording=("SALA", "salary")).time
            scene.pay(person, landlord, scene.later(came, (24, 120)), rent, wording=("RENT", "rent"))
    return [employer, *people]
