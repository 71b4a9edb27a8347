"""Somebody in office lives on a salary, gives a paid speech, and sends a child to study abroad.

It is honest because the sums fit the declared income and come from known payers at home.

Plain: wages of 2,500 to 7,000 dollars each month, one fee of 500 to 2,500, and 400 to 1,500 a month to a university
town abroad.
Customers: politically exposed persons and those close to them.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Live on a public salary."""
    person = scene.lead(
        *PERSONS, "pensioner", suits=lambda each: bool(each.particulars.pep or each.particulars.related_pep)
    )
    office, child = scene.outside("agency"), scene.abroad("GB")
    wage, support = scene.money(2500, 7000), scene.money(400, 1500)
    for day in scene.calendar.monthly(26):
        scene.pay(office, person.main, scene.at(day, OFFICE), wage, wording=("SALA", "salary"))
    for day in scene.calendar.monthly(3):
        scene.pay(person.main, child, scene.at(day), support)
    scene.pay(scene.firms(1)[0], person.main, scene.at(scene.begin(length=4), OFFICE), scene.money(500, 2500))
    return person
