"""A musician on tour pays in the takings in two towns, and draws a little for expenses.

It is honest because the sums are small and most of them stay, to pay bills at home.

Plain: 3 to 6 deposits of 80 to 500 dollars in two towns within ten days; one withdrawal of 60 to 300; bills at home.
Customers: freelancers and other persons.
"""

from __future__ import annotations

from models.synthetic import places
from models.synthetic.draws import several, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Go on tour."""
    musician = scene.lead(*PERSONS)
    first, towns = scene.begin(length=22), several(scene.rng, places.DOMESTIC, 2)
    musician.quiet.append((first, first + 13))
    for number, when in enumerate(scene.spread(scene.at(first, BRANCH), 9, scene.number((3, 6), (3, 6)), BRANCH)):
        scene.deposit(
            musician.main, when, whole(scene.money(80, 500), 20), places.counter(scene.rng, towns[number % 2])
        )
    place = places.counter(scene.rng, towns[1])
    scene.withdraw(musician.main, scene.at(first + 11, BRANCH), whole(scene.money(60, 300), 20), place)
    scene.pay(musician.main, scene.outside("supplier"), scene.at(first + 16), scene.money(60, 400))
    return musician
