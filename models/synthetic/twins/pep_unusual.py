"""Somebody in office lives on a salary, gives a paid speech, and sends a child to study abroad.

It is honest because the sums fit the declared income and come from known payers at home.

Plain: a second wage of 50 to 90 % of the usual income each month, one fee of 10 to 60 % of it, and 10 to 30 % a month
to a university town abroad.
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
    income = round(100 * person.income)
    wage, support = int(income * scene.value((0.5, 0.9), (0.5, 0.9))), int(income * scene.value((0.1, 0.3), (0.1, 0.3)))
    for day in scene.calendar.monthly(26):
        scene.pay(office, person.main, scene.at(day, OFFICE), wage, wording=("SALA", "salary"))
    for day in scene.calendar.monthly(3):
        scene.pay(person.main, child, scene.at(day), support)
    scene.pay(
        scene.firms(1)[0],
        person.main,
        scene.at(scene.begin(length=4), OFFICE),
        int(income * scene.value((0.1, 0.6), (0.1, 0.6))),
    )
    return person
