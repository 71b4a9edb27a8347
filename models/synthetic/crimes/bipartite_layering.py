"""Several senders pay several receivers, all of them through the same few accounts between.

FATF, Professional Money Laundering (July 2018): a layer of accounts is shared by clients who do not know each other;
each account takes from several and pays several, so that no payment in belongs to a payment out. Altman et al.,
Realistic Synthetic Financial Transactions for Anti-Money Laundering Models (NeurIPS 2023), names the shape.

Plain: 3 to 6 senders of 3,000 to 20,000 dollars each within 2 days, a layer of 2 to 4 accounts that hand on all but 1
to 4 % after 3 to 30 hours, 3 to 6 receivers.
Disguised: 3 to 5 senders of 2,000 to 9,000 dollars within 5 days, on after 12 to 72 hours, all but 2 to 8 %.
Expert: 3 or 4 senders of 1,500 to 4,000 dollars within 8 days, on after 2 to 6 days, all but 5 to 15 %.
Offenders: persons and offices hold the layer; senders and receivers are its clients.
"""

from __future__ import annotations

from models.synthetic.network import Held, clients, pass_on
from models.synthetic.parties import Account
from models.synthetic.scene import PERSONS, Scene


def inject(scene: Scene) -> list[Account]:
    """Layer several clients' money through shared accounts."""
    senders = clients(scene, scene.number(plain=(3, 6), disguised=(3, 5), expert=(3, 4)))
    receivers = clients(scene, scene.number(plain=(3, 6), disguised=(3, 5), expert=(3, 4)))
    layer = [each.main for each in scene.leads(scene.number((2, 4), (2, 4), (2, 3)), *PERSONS, "office", least=2)]
    inward = scene.choice((0.0, 48.0), (0.0, 120.0), (0.0, 192.0))
    onward = scene.choice((3.0, 30.0), (12.0, 72.0), (48.0, 144.0))
    commission = scene.choice((0.01, 0.04), (0.02, 0.08), (0.05, 0.15))
    first = scene.at(scene.begin(length=(inward[1] + onward[1]) / 24 + 10))
    sums = scene.choice((3000, 20000), (2000, 9000), (1500, 4000))
    holding = {sender: Held(scene.money(*sums), first) for sender in senders}
    layered = pass_on(scene, holding, layer, inward, (0, 0))
    pass_on(scene, layered, receivers, onward, commission)
    return [*layer, *senders, *receivers]
