"""A couple gets its two refunds, and somebody works for two employers.

It is honest because there are two refunds in a year, and two wages in a month.

Plain: 1 or 2 refunds of 300 to 3,000 dollars, and wages of 700 to 2,200 from two employers twice a month.
Customers: persons of long standing who have no other employer.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene
from models.synthetic.wordings import TAX_REFUND


def imitate(scene: Scene) -> Customer:
    """Get refunds and two wages."""
    person, office = scene.lead("student", "homemaker", "freelancer"), scene.outside("tax office")
    for when in scene.spread(scene.at(scene.begin(length=24), OFFICE), 20, scene.number((1, 2), (1, 2)), OFFICE):
        scene.pay(office, person.main, when, scene.money(300, 3000), wording=scene.words(TAX_REFUND))
    for day_of_month in (7, 21):
        employer, wage = scene.outside("employer"), scene.money(700, 2200)
        for day in scene.calendar.monthly(day_of_month):
            scene.pay(employer, person.main, scene.at(day, OFFICE), wage, wording=("SALA", "salary"))
    return person
