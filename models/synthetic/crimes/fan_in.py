"""Many people pay one account within a day or two.

Proceeds of many small sales or frauds are collected on one account: victims of a scam, customers of a dealer, runners
with their takings. FFIEC Manual, Appendix F: many small incoming transfers that do not fit the customer; AMLworld
calls the shape fan-in.

Plain: 15 to 40 senders within 6 to 48 hours, 150 to 2,500 dollars each.
Disguised: 10 to 20 senders within 2 to 6 days.
Offenders: persons and small firms whose trade does not bring so many payers.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def inject(scene: Scene) -> Customer:
    """Let many senders pay one account in a short time."""
    offender = scene.lead(*PERSONS, "office")
    senders = scene.persons(scene.number(plain=(15, 40), disguised=(10, 20)))
    days = scene.value(plain=(0.25, 2), disguised=(2, 6))
    first = scene.at(scene.begin(length=days + 1))
    for sender, when in zip(senders, scene.spread(first, days, len(senders)), strict=True):
        scene.pay(sender, offender.main, when, scene.money(150, 2500))
    return offender
