"""A first payment to somebody never paid before, far larger than any payment until then.

Borrowed and stolen accounts, and victims under pressure, are told where to send the money (FFIEC Manual; FTC on
impostors).

Plain: after 35 days one payment of 9,000 to 45,000 dollars to a new payee, out of a credit that came 2 to 60 hours
before.
Disguised: 5,000 to 12,000 dollars.
Expert: three payments of 1,500 to 3,000 dollars to the same one, about ten days apart.
Offenders: persons and small firms with little activity, who have paid others before.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def inject(scene: Scene) -> Customer:
    """Pay somebody new a very large sum."""
    when = scene.at(scene.begin(length=scene.choice(14, 14, 34), earliest=35))
    offender = scene.lead(
        *PERSONS,
        *SMALL_FIRMS,
        suits=lambda each: (
            scene.daily_turnover(each) < 120 and sum(time < when for time in scene.ordinary_times(each)) >= 20
        ),
    )
    receiver = scene.persons(1, inside=0.1)[0]
    low, high = scene.choice((9000, 45000), (5000, 12000), (1500, 3000))
    for _ in range(scene.choice(1, 1, 3)):
        amount = scene.money(low, high)
        came = scene.pay(scene.firms(1)[0], offender.main, when, int(amount * 1.02)).time
        scene.pay(offender.main, receiver, scene.later(came, (2, 60)), amount)
        when = scene.later(came, (220, 260))
    return offender
