"""Rooms, advertisements and rides at night in changing places; or the wages of several people swept to one.

FinCEN, FIN-2020-A008 and its supplement of 2014: many payments for advertising, motels for short stays, rides at late
hours; and for forced labour, wages of several people that are taken from them at once.

Plain: within 10 to 26 days 5 to 14 advertisements, 6 to 14 nights in 3 to 7 houses, 10 to 25 rides at night, and 8 to
20 payers; or wages of 5 to 8 employers, 80 to 97 % of them sent to one or two persons within 30 hours.
Disguised: 4 to 7 advertisements, 5 to 8 nights, 8 to 14 rides; or wages of 4 to 6 employers, 72 to 88 % sent on.
Expert: half of the purchases in cash: 1 to 3 advertisements, 2 to 4 nights; or wages of 2 or 3 employers.
Offenders: persons.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import NIGHT_OUT, OFFICE, SHOPPING
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import ADVERTISING, LODGING, SALARY


def inject(scene: Scene) -> Customer:
    """Exploit people, on the road or at work."""
    return _on_the_road(scene) if chance(scene.rng, 0.6) else _at_work(scene)


def _on_the_road(scene: Scene) -> Customer:
    offender = scene.lead(*PERSONS)
    days = scene.value(plain=(10, 26), disguised=(18, 27), expert=(25, 35))
    first = scene.begin(length=days + 3)
    words, hotels = scene.words(LODGING)[1], [scene.merchant("7011") for _ in range(scene.number((4, 7), (3, 5)))]
    board = scene.merchant("7311")
    for when in scene.spread(scene.at(first), days, scene.number(plain=(5, 14), disguised=(4, 7), expert=(1, 3))):
        said = scene.words(ADVERTISING)[1]
        scene.card(offender.main, board, "7311", when, scene.money(10, 90), online=True, words=said)
    nights = scene.number(plain=(6, 14), disguised=(5, 8), expert=(2, 4))
    for when in scene.spread(scene.at(first, SHOPPING), days, nights, SHOPPING):
        scene.card(offender.main, pick(scene.rng, hotels), "7011", when, scene.money(55, 190), words=words)
    rides = scene.number(plain=(10, 25), disguised=(8, 14), expert=(2, 5))
    for when in scene.spread(scene.at(first, NIGHT_OUT), days, rides, NIGHT_OUT):
        scene.card(offender.main, scene.merchant("4121"), "4121", when, scene.money(9, 60))
    payers = scene.persons(scene.number(plain=(8, 20), disguised=(6, 12), expert=(3, 6)), inside=0.2)
    for payer, when in zip(payers, scene.spread(scene.at(first), days, len(payers)), strict=True):
        scene.pay(payer, offender.main, when, scene.money(60, 400))
    return offender


def _at_work(scene: Scene) -> Customer:
    offender = scene.lead(*PERSONS)
    keepers = scene.persons(scene.number((1, 2), (1, 2)), inside=0.1)
    employers = scene.firms(scene.number(plain=(5, 8), disguised=(4, 6), expert=(2, 3)), inside=0)
    share = scene.value(plain=(0.82, 0.97), disguised=(0.76, 0.88), expert=(0.5, 0.7))
    count = max(len(employers), scene.number(plain=(7, 12), disguised=(5, 9), expert=(4, 6)))
    for number, when in enumerate(scene.spread(scene.at(scene.begin(length=29), OFFICE), 24, count, OFFICE)):
        wage, employer = scene.money(500, 1800), employers[number % len(employers)]
        came = scene.pay(employer, offender.main, when, wage, wording=scene.words(SALARY)).time
        scene.pay(offender.main, pick(scene.rng, keepers), scene.later(came, (1, 30)), int(wage * share))
    return offender
