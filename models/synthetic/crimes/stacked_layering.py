"""Two or three layers of shared accounts lie between those who send and those who receive.

FATF, Professional Money Laundering (July 2018): controllers of mule accounts pass clients' money through one layer
after another, each of which mixes it anew. Altman et al., Realistic Synthetic Financial Transactions for Anti-Money
Laundering Models (NeurIPS 2023), names the shape.

Plain: 3 to 6 senders of 3,000 to 20,000 dollars each within 2 days, two layers of 2 or 3 accounts, each of which hands
on all but 0.5 to 3 % after 3 to 26 hours, 3 to 5 receivers.
Disguised: 3 or 4 senders of 2,000 to 9,000 dollars within 4 days, two or three layers, on after 12 to 60 hours, all but
1 to 5 %.
Expert: 3 or 4 senders of 1,500 to 4,000 dollars within 6 days, two or three layers, on after 2 to 4 days, all but 3 to
9 %.
Offenders: persons and offices hold the layers; senders and receivers are their clients.
"""

from __future__ import annotations

from models.synthetic.network import Held, clients, pass_on
from models.synthetic.parties import Account
from models.synthetic.scene import PERSONS, Scene


def inject(scene: Scene) -> list[Account]:
    """Layer several clients' money again and again."""
    senders = clients(scene, scene.number(plain=(3, 6), disguised=(3, 4), expert=(3, 4)))
    receivers = clients(scene, scene.number(plain=(3, 5), disguised=(3, 4), expert=(3, 4)))
    layers = [
        [each.main for each in scene.leads(scene.number((2, 3), (2, 3)), *PERSONS, "office", least=2)]
        for _ in range(scene.number((2, 2), (2, 3)))
    ]
    inward = scene.choice((0.0, 48.0), (0.0, 96.0), (0.0, 144.0))
    onward = scene.choice((3.0, 26.0), (12.0, 60.0), (48.0, 96.0))
    commission = scene.choice((0.005, 0.03), (0.01, 0.05), (0.03, 0.09))
    length = (inward[1] + len(layers) * onward[1]) / 24 + 4 * (1 + len(layers)) + 2
    first = scene.at(scene.begin(length=length))
    sums = scene.choice((3000, 20000), (2000, 9000), (1500, 4000))
    holding = {sender: Held(scene.money(*sums), first) for sender in senders}
    holding = pass_on(scene, holding, layers[0], inward, (0, 0))
    for receiving in (*layers[1:], receivers):
        holding = pass_on(scene, holding, receiving, onward, commission)
    return [*(account for layer in layers for account in layer), *senders, *receivers]
