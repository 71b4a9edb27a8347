"""Somebody advances what others owe and is paid back to the cent: tickets, a present, the firm's expenses.

It is honest because the money leaves first and comes back afterwards, whole.

Plain: 4 to 9 purchases of 60 to 900 dollars within 4 weeks; 1 to 6 days after each the friend or the employer pays it
back.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import chance
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Advance money and get it back."""
    payer = scene.lead(*PERSONS)
    friends, employer = scene.persons(4, inside=0.5), scene.outside("employer")
    for when in scene.spread(scene.at(scene.begin(length=40)), 28, scene.number((4, 9), (4, 9))):
        amount = scene.money(60, 900)
        scene.pay(payer.main, scene.outside("supplier"), when, amount)
        back = scene.later(when, (24, 150))
        if chance(scene.rng, 0.5):
            scene.pay(employer, payer.main, back, amount)
        else:
            scene.pay(friends[len(friends) // 2], payer.main, back, amount)
    return payer
