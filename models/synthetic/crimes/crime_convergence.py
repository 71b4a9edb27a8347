"""Money of two different crimes reaches the same broker, who launders for both.

FATF, Professional Money Laundering (July 2018): professional launderers serve traffickers, fraudsters and others at
once; what each client does shows on its own account, who serves them shows only where their money meets.

Both levels and experts: one client structures cash as `cash-structuring` does, another trades in wildlife, fills a
funnel account or collects for smugglers as `wildlife-trafficking`, `narcotics-funnel` and `human-smuggling` do,
within the ranges of those, the second beginning within ten days of the first one's end where the town lives long
enough.
Plain: each pays the broker 30 to 60 % of what was moved, at most 45,000 dollars, within 1 to 4 days in one or two
payments; in three cases of ten the second one through an intermediary who keeps 1 to 3 %. The broker sends 85 to 95 %
on abroad or to an exchange within 3 days.
Disguised: 20 to 40 %, within 2 to 6 days in two or three payments, in half of the cases through an intermediary who
keeps 2 to 5 %; the broker sends on 60 to 85 % within 6 days.
Expert: 10 to 20 %, within 3 to 9 days in two or three payments, always through an intermediary; the broker sends on
40 to 60 % within 9 days.
Offenders: the broker is a person or an office; the clients are those of the two crimes.
"""

from __future__ import annotations

from datetime import datetime

from models.synthetic.crimes import cash_structuring, human_smuggling, narcotics_funnel, wildlife_trafficking
from models.synthetic.draws import chance, pick
from models.synthetic.network import Held, pass_on
from models.synthetic.parties import Account
from models.synthetic.scene import PERSONS, Scene

_MOST = 45_000_00


def inject(scene: Scene) -> list[Account]:
    """Serve two clients of different crimes."""
    broker = scene.lead(*PERSONS, "office").main
    scene.reserve(scene.choice(14, 21, 30))
    cash = cash_structuring.inject(scene).main
    scene.stay_near(scene.moved(cash)[1], 10)
    other = pick(scene.rng, (wildlife_trafficking, narcotics_funnel, human_smuggling)).inject(scene).main
    through = [scene.lead(*PERSONS).main] if chance(scene.rng, scene.choice(0.3, 0.5, 1.0)) else []
    reached = [_pay(scene, cash, [broker]), _pay(scene, other, [*through, broker])]
    _send_on(scene, broker, sum(held.cents for held in reached), max(held.since for held in reached))
    return [broker, cash, other, *through]


def _pay(scene: Scene, client: Account, way: list[Account]) -> Held:
    """Let a client pay a part of what its crime moved; what the last on the way holds then."""
    moved, since = scene.moved(client)
    share = scene.value(plain=(0.3, 0.6), disguised=(0.2, 0.4), expert=(0.1, 0.2))
    hours = scene.choice((24.0, 96.0), (48.0, 144.0), (72.0, 216.0))
    holding = {client: Held(min(int(moved * share), _MOST), since)}
    parts = scene.number(plain=(1, 2), disguised=(2, 3))
    for number, receiver in enumerate(way):
        less = scene.choice((0.01, 0.03), (0.02, 0.05)) if number else (0.0, 0.0)
        holding = pass_on(scene, holding, [receiver], hours, less, parts if number == 0 else 1)
    return holding[way[-1]]


def _send_on(scene: Scene, broker: Account, cents: int, since: datetime) -> None:
    """Abroad, or to an exchange."""
    onward = int(cents * scene.value(plain=(0.85, 0.95), disguised=(0.6, 0.85), expert=(0.4, 0.6)))
    when = scene.later(since, scene.choice((4, 72), (24, 144), (48, 216)), scene.hours_of(broker))
    if chance(scene.rng, 0.4):
        scene.pay(broker, scene.exchange(), when, onward, "crypto")
    else:
        scene.pay(broker, scene.abroad(pick(scene.rng, ("GB", "CN", "MX"))), when, onward)
