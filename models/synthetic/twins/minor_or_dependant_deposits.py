"""Parents pay a student's rent and tuition, and grandparents add something at the start of term.

It is honest because the same two or three people pay, and the university gets most of it.

Plain: each month 600 to 1,800 dollars from one parent; once 3,500 to 9,500 for tuition, passed on within two weeks;
one or two gifts of 100 to 500.
Customers: students.
"""

from __future__ import annotations

from models.synthetic.draws import whole
from models.synthetic.parties import Customer
from models.synthetic.scene import Scene


def imitate(scene: Scene) -> Customer:
    """Support a student."""
    student = scene.lead("student")
    parent, grandparent = scene.persons(2, inside=0.3)
    monthly = whole(scene.money(600, 1800), 50)
    for day in scene.calendar.monthly(4):
        scene.pay(parent, student.main, scene.at(day), monthly)
    tuition = scene.money(3500, 9500)
    came = scene.pay(parent, student.main, scene.at(scene.begin(length=17)), tuition, wording=(None, "tuition")).time
    scene.pay(
        student.main, scene.outside("university"), scene.later(came, (24, 300)), tuition, wording=("EDUC", "tuition")
    )
    scene.pay(grandparent, student.main, scene.at(scene.begin(length=3)), whole(scene.money(100, 500), 50))
    return student
