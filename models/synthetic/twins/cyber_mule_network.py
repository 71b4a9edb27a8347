"""Students come to town in the same weeks: their parents send money, and all pay their fees to the same university.

It is honest because each is paid by one's own parents, the university's fee is the same for all, and the rest is lived
on.

Plain: 3 or 4 accounts of 2 to 60 days; each gets 1 or 2 credits of 1,500 to 4,500 dollars within a week, and pays the
same 1,200 to 2,600 dollars to the university 1 to 6 days later.
Customers: persons who came shortly before, students for the most part.
"""

from __future__ import annotations

from models.synthetic.draws import whole
from models.synthetic.network import recruits
from models.synthetic.parties import Account
from models.synthetic.scene import Scene


def imitate(scene: Scene) -> list[Account]:
    """Begin a year of study."""
    day, students = recruits(scene, 18, scene.number((3, 4), (3, 4)), least=3)
    university, fee = scene.outside("university"), whole(scene.money(1200, 2600), 50)
    for student in students:
        came = scene.at(day)
        for parent in scene.persons(scene.number((1, 2), (1, 2)), inside=0.2):
            sent = whole(fee + scene.money(300, 1900), 50)
            came = max(came, scene.pay(parent, student, scene.later(scene.at(day), (0, 160)), sent).time)
        scene.pay(student, university, scene.later(came, (24, 144)), fee)
    return students
