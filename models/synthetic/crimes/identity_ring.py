"""One device, phone number or address stands behind many customers who have nothing to do with each other.

FinCEN, Financial Trend Analysis: Identity-Related Suspicious Activity (January 2024); Europol, European Money Mule
Action: one person opens or runs accounts in the names of many, all of which do the same.

Plain: 5 to 10 accounts share two of device, phone and address from a day on; each gets 2 or 3 credits of 500 to 4,000
dollars within 8 days and pays 85 to 97 % of each within 2 to 30 hours to the same two receivers.
Disguised: 4 to 8 accounts share one of the three; 2 credits of 400 to 2,500 dollars within 15 days, 70 to 90 % on
after 8 to 60 hours.
Expert: 4 to 6 accounts share one of the three; 1 or 2 credits of 300 to 1,200 dollars within 25 days, 50 to 80 % on
after 1 to 4 days.
Offenders: persons, who lent their names or lost them; the receivers are the herder's accounts.
"""

from __future__ import annotations

from models.synthetic.draws import pick, several
from models.synthetic.network import elsewhere
from models.synthetic.parties import Account
from models.synthetic.scene import PERSONS, Scene

_SHARED = ("device", "phone", "address")


def inject(scene: Scene) -> list[Account]:
    """Run many accounts alike."""
    days = scene.value(plain=(3, 8), disguised=(6, 15), expert=(15, 25))
    day = scene.begin(length=days + 9)
    shared = several(scene.rng, _SHARED, scene.choice(2, 1))
    count, least = scene.number(plain=(5, 10), disguised=(4, 8), expert=(4, 6)), 5 if scene.level == "plain" else 4
    ring = scene.leads(count, *PERSONS, least=least, suits=lambda each: bool(each.devices) or "device" not in shared)
    if "device" in shared:
        scene.share_device(ring, day)
    if "phone" in shared:
        scene.share_phone(ring, day)
    if "address" in shared:
        scene.share_address(ring, day)
    receivers, first = [elsewhere(scene) for _ in range(2)], scene.at(day)
    low, high = scene.choice((500, 4000), (400, 2500), (300, 1200))
    for member in ring:
        for sender in scene.persons(scene.number(plain=(2, 3), disguised=(2, 2), expert=(1, 2)), inside=0.2):
            amount = scene.money(low, high)
            came = scene.pay(sender, member.main, scene.later(first, (0, 24 * days)), amount).time
            onward = int(amount * scene.value(plain=(0.85, 0.97), disguised=(0.7, 0.9), expert=(0.5, 0.8)))
            when = scene.later(came, scene.choice((2, 30), (8, 60), (24, 96)))
            scene.pay(member.main, pick(scene.rng, receivers), when, onward)
    return [*(member.main for member in ring), *receivers]
