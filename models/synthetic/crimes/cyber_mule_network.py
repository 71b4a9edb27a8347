"""New accounts of several mules take in like amounts from victims at the same time and empty into one exit.

Europol, European Money Mule Action; FinCEN, FIN-2020-A003 (imposter scams and money mules): a herder opens or rents
accounts in a row, victims of one phishing wave pay them within hours, and all of them forward to one exchange or one
account abroad.

Plain: 4 to 10 accounts of 2 to 60 days, more often few; each gets 1 to 3 credits within 10 % of the same 900 to 4,800
dollars, all within 6 to 36 hours, and forwards 92 to 98 % of them 1 to 16 hours later.
Disguised: 4 to 8 accounts; 1 or 2 credits within 20 % of the same sum, within 2 to 4 days; 85 to 95 % after 4 to 22
hours.
Expert: 4 to 6 accounts; 1 or 2 credits within 30 % of the same 600 to 1,900 dollars, within 6 to 12 days; 75 to 90 %
after 8 to 24 hours.
Offenders: persons who came shortly before; the account abroad is the herder's.
"""

from __future__ import annotations

from models.synthetic.draws import between, chance, pick
from models.synthetic.ledger import Rail
from models.synthetic.network import recruits
from models.synthetic.parties import Account
from models.synthetic.scene import Scene


def inject(scene: Scene) -> list[Account]:
    """Let a herd of mules work at once."""
    days = scene.value(plain=(0.25, 1.5), disguised=(2, 4), expert=(6, 12))
    count = min(scene.number(plain=(4, 10), disguised=(4, 8), expert=(4, 6)) for _ in range(2))
    day, mules = recruits(scene, days + 6, count, least=4)
    usual, apart = scene.money(*scene.choice((900, 4800), (900, 4000), (600, 1900))), scene.choice(0.1, 0.2, 0.3)
    crypto = chance(scene.rng, 0.5)
    exit_account = scene.exchange() if crypto else scene.abroad(pick(scene.rng, ("GB", "NG", "IN", "GH")))
    channel: Rail = "crypto" if crypto else "transfer"
    first = scene.at(day)
    for mule in mules:
        for victim in scene.persons(scene.number((1, 3), (1, 2)), inside=0.25):
            amount = round(usual * between(scene.rng, 1 - apart, 1 + apart))
            came = scene.pay(victim, mule, scene.later(first, (0, 24 * days)), amount).time
            onward = int(amount * scene.value(plain=(0.92, 0.98), disguised=(0.85, 0.95), expert=(0.75, 0.9)))
            scene.pay(mule, exit_account, scene.later(came, scene.choice((1, 16), (4, 22), (8, 24))), onward, channel)
    return mules if crypto else [*mules, exit_account]
