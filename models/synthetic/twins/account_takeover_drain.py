"""Somebody buys a new telephone, signs in with it, and pays a craftsman or a seller for the first time.

It is honest because most of the balance stays, and one bill is paid.

Plain: one or two payments of 150 to 1,900 dollars to new payees from a new device, by somebody who keeps several
times as much on the account.
Customers: persons of long standing with savings.
"""

from __future__ import annotations

from models.synthetic.ledger import Details
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Pay from a new device."""
    owner = scene.lead(*PERSONS, "pensioner", suits=lambda each: bool(each.devices) and each.main.cushion > 800_00)
    details, most = Details(device=scene.device()), min(1900.0, owner.main.cushion / 500)
    when = scene.at(scene.begin(length=6, earliest=30))
    for receiver in scene.persons(scene.number((1, 2), (1, 2))):
        scene.pay(owner.main, receiver, when, scene.money(most / 3, most), details=details)
        when = scene.later(when, (2, 60))
    return owner
