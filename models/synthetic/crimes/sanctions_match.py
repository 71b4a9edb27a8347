"""A payment with somebody who is on a sanctions list.

31 CFR 501.603; Council Regulation (EC) No 881/2002. The list names the party as the message does.

Plain: 1 to 4 payments of 200 to 20,000 dollars with a party whose name is on the list, in other case.
Disguised: the message carries another name; the account is on the list.
Expert: a new account in a name that differs by a letter: an exact list does not know it.
Offenders: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import chance
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def inject(scene: Scene) -> Customer:
    """Deal with a listed party."""
    offender, listed = scene.lead(*PERSONS, *SMALL_FIRMS), scene.persons(1, inside=0)[0]
    if scene.level == "plain":
        scene.put_on_list("sanctions", "name", listed.name.upper())
    elif scene.level == "disguised":
        scene.put_on_list("sanctions", "account", listed.id)
    else:
        scene.put_on_list("sanctions", "name", f"{listed.name}0")
    first = scene.at(scene.begin(length=20))
    for when in scene.spread(first, 12, scene.number((1, 4), (1, 4))):
        sides = (offender.main, listed) if chance(scene.rng, 0.6) else (listed, offender.main)
        scene.pay(*sides, when, scene.money(200, 20000))
    return offender
