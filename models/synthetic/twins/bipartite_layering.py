"""Firms have their suppliers paid by payment agents: several firms pay in, several suppliers are paid.

It is honest because every payment in and out names an invoice and for whom it is, and the fee is that of the contract.

Plain: 3 to 5 firms pay two agents 2,000 to 15,000 dollars each for what is due within a week; within 1 to 4 days each
agent pays it to 3 to 5 suppliers, less 0.5 to 1.5 %; once or twice.
Customers: offices of long standing act as agents; the firms and suppliers are here and elsewhere.
"""

from __future__ import annotations

from models.synthetic.draws import pick, split
from models.synthetic.ledger import Details
from models.synthetic.papers import invoice_number
from models.synthetic.parties import Account
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene
from models.synthetic.wordings import GOODS


def imitate(scene: Scene) -> list[Account]:
    """Pay suppliers for several firms."""
    agents = [each.main for each in scene.leads(2, "office", "trade", least=2)]
    firms, suppliers = scene.firms(scene.number((3, 5), (3, 5))), scene.firms(scene.number((3, 5), (3, 5)), inside=0.15)
    day = scene.begin(length=36)
    for _ in range(scene.number((1, 2), (1, 2))):
        for agent in agents:
            _due(scene, agent, firms, suppliers, day)
        day += 14
    return agents


def _due(scene: Scene, agent: Account, firms: list[Account], suppliers: list[Account], day: int) -> None:
    for firm in firms:
        cents = scene.money(2000, 15000)
        came = scene.pay(firm, agent, scene.later(scene.at(day, OFFICE), (0, 100), OFFICE), cents).time
        for part in split(scene.rng, int(cents * scene.value((0.985, 0.995), (0.985, 0.995))), 2):
            told = Details(
                commodity=scene.goods("food wholesale", part),
                invoice=invoice_number(scene.rng),
                ultimate_debtor=firm,
                consignee=firm.name,
            )
            due = scene.later(came, (24, 96), OFFICE)
            scene.pay(agent, pick(scene.rng, suppliers), due, part, wording=scene.words(GOODS), details=told)
