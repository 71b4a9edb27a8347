"""A front firm pays for dual-use goods that are not its trade, for others, along transit countries.

FATF, Guidance on Proliferation Financing Risk (June 2021) and Complex Proliferation Financing (June 2025).

Plain: 2 to 6 payments of 9,000 to 140,000 dollars within 6 to 26 days for chips, capacitors, lathes or bearings of the
Common High Priority List (BIS, February 2024) outside its sector, for another consignee, without papers, half of them
with a transit country.
Disguised: a third with papers; the consignee is named in a half.
Expert: a firm of the trade, with papers, another consignee.
Offenders: firms outside the trade.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene

_LISTED = ("854231", "853224", "845811", "848210")
"""What the Common High Priority List names of what the town trades; portable computers are not on it."""
_TRANSIT = ("AE", "TR", "KZ", "HK", "CN", "SG", "TW")


def inject(scene: Scene) -> Customer:
    """Procure dual-use goods for somebody."""
    suits = _of_the_trade if scene.level == "expert" else _outside
    offender = scene.lead("dealer", "wholesale", "office", suits=suits)
    seller = scene.abroad(pick(scene.rng, _TRANSIT), "business")
    behind = scene.abroad(pick(scene.rng, _TRANSIT), "business")
    sector = "electronics wholesale" if chance(scene.rng, 0.6) else "machine tools"
    days, papers = scene.value((6, 26), (15, 26)), scene.choice(0.05, 0.33, 1.0)
    named = scene.choice(0.9, 0.6, 1.0)
    third = behind if chance(scene.rng, scene.choice(0.5, 0.3, 0.0)) else None
    for when in scene.spread(
        scene.at(scene.begin(length=days + 5), OFFICE), days, scene.number((2, 6), (2, 5)), OFFICE
    ):
        consignee = behind if chance(scene.rng, named) else None
        amount, shipped = scene.money(9000, 140000), chance(scene.rng, papers)
        scene.trade(
            offender.main,
            seller,
            when,
            amount,
            sector,
            shipped=shipped,
            consignee=consignee,
            third=third,
            among=_LISTED,
        )
    return offender


def _of_the_trade(customer: Customer) -> bool:
    return customer.particulars.sector in ("electronics wholesale", "machine tools", "machinery")


def _outside(customer: Customer) -> bool:
    sector = customer.particulars.sector
    return sector not in (None, "electronics wholesale", "machine tools", "machinery", "engineering", "electronics")
