"""A bookkeeper works for a shop that banks much cash and for a musician who pays in takings in other towns.

It is honest because both clients do what such people do, and what they pay is the fee for the books, with an invoice.

Plain: the clients are those of the twins of `cash-structuring` and `narcotics-funnel`; each pays 150 to 900 dollars two
to four times within eight weeks.
Customers: an office or a freelancer keeps the books.
"""

from __future__ import annotations

from models.synthetic.parties import Account
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene
from models.synthetic.twins import cash_structuring, narcotics_funnel
from models.synthetic.wordings import CONSULTING


def imitate(scene: Scene) -> list[Account]:
    """Keep the books of two clients."""
    bookkeeper = scene.lead("office", "freelancer").main
    clients = [play(scene).main for play in (cash_structuring.imitate, narcotics_funnel.imitate)]
    for client in clients:
        first = scene.at(scene.begin(length=62), OFFICE)
        for when in scene.spread(first, 52, scene.number((2, 4), (2, 4)), OFFICE):
            scene.pay(client, bookkeeper, when, scene.money(150, 900), wording=scene.words(CONSULTING))
    return [bookkeeper, *clients]
