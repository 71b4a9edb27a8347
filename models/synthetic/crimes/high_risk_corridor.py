"""Value begins to flow to or from a place where nobody watches, by somebody who never had to do with it.

FFIEC Manual, Appendix F: transfers to or from a higher-risk location without an apparent reason or inconsistent with
the customer's history. Where: FATF's call for action (Iran, Myanmar) and its list under increased monitoring, both as
of 21 February 2025.

Plain: 3 to 7 payments of 2,000 to 25,000 dollars within 4 to 20 days, with Iran, Myanmar, Syria, Yemen or South
Sudan; two in three of them out.
Disguised: 3 to 5 payments of 800 to 5,000 dollars within 15 to 35 days, with Lebanon, Venezuela, Haiti, Mali, Laos or
the Democratic Republic of the Congo.
Offenders: persons and small firms without dealings abroad.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.scene import SMALL_FIRMS, Scene
from streams.records import PartyKind

_CALLED_FOR_ACTION_OR_AT_WAR = ("IR", "MM", "SY", "YE", "SS")
_MONITORED = ("LB", "VE", "HT", "ML", "LA", "CD")


def inject(scene: Scene) -> Customer:
    """Open a corridor to a high-risk jurisdiction."""
    roles = ("employee", "student", "freelancer", "unemployed", "homemaker", *SMALL_FIRMS)
    offender = scene.lead(*roles, suits=lambda each: not scene.deals_abroad(each))
    country = pick(scene.rng, _CALLED_FOR_ACTION_OR_AT_WAR if scene.level == "plain" else _MONITORED)
    kind: PartyKind = "business" if offender.kind == "business" or chance(scene.rng, 0.4) else "person"
    partners = [scene.abroad(country, kind) for _ in range(scene.number((1, 3), (1, 3)))]
    days = scene.value(plain=(4, 20), disguised=(15, 35))
    times = scene.spread(scene.at(scene.begin(length=days + 5)), days, scene.number(plain=(3, 7), disguised=(3, 5)))
    for when in times:
        amount = scene.money(2000, 25000) if scene.level == "plain" else scene.money(800, 5000)
        partner = pick(scene.rng, partners)
        if chance(scene.rng, 0.67):
            scene.pay(offender.main, partner, when, amount)
        else:
            scene.pay(partner, offender.main, when, amount)
    return offender
