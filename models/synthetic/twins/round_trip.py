"""A savings club: each round all members pay the same sum to the one whose turn it is, until everybody had a turn.

It is honest because nobody keeps a share, each round has another receiver, and whoever receives has paid or will pay as
often as everybody else.

Plain: 4 to 6 friends or colleagues, 100 to 500 dollars each every two weeks.
Customers: persons of long standing, some with accounts elsewhere.
"""

from __future__ import annotations

from models.synthetic.draws import whole
from models.synthetic.network import elsewhere
from models.synthetic.parties import Account
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> list[Account]:
    """Save together."""
    club = [each.main for each in scene.leads(scene.number((4, 5), (4, 5)), *PERSONS, least=3)]
    outsider = [elsewhere(scene, firm=0)]
    share, day = whole(scene.money(100, 500), 10), scene.begin(length=14 * len(club) + 6)
    for turn in (*club, *outsider):
        for member in (*club, *outsider):
            if member is not turn:
                scene.pay(member, turn, scene.later(scene.at(day), (0, 40)), share)
        day += 14
    return club + outsider
