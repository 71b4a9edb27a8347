"""A small firm runs its payroll: many people are paid within hours, each month the same ones.

It is honest because the same people are paid at the end of each month, out of what the firm earns all month long.

Plain: 8 to 22 wages of 700 to 3,800 dollars on the last business day of each month, after clients' payments that
cover them.
Customers: offices and trades of long standing.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import SMALL_FIRMS, Scene


def imitate(scene: Scene) -> Customer:
    """Pay everybody's wages."""
    firm = scene.lead(*SMALL_FIRMS)
    staff = [(person, scene.money(700, 3800)) for person in scene.persons(scene.number((8, 22), (8, 22)), inside=0.4)]
    total, clients = sum(wage for _, wage in staff), scene.firms(3)
    for last in scene.calendar.monthly(31):
        for client in clients:
            scene.pay(client, firm.main, scene.at(max(0, last - 9), OFFICE), int(total * 0.45))
        when = scene.at(last, OFFICE)
        for person, wage in staff:
            scene.pay(firm.main, person, when, wage, wording=("SALA", "salary"))
    return firm
