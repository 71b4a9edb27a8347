"""Tags that intake reads, on movements as they leave the enricher."""

from datetime import UTC, date, datetime
from decimal import Decimal
from math import isnan
from typing import Any

import numpy as np
import pytest

from streams.intake.enrich import Enricher, Source
from streams.movement import MOVEMENT, MOVEMENT_BYTES, UNKNOWN_DAY, UNKNOWN_INCOME, UNKNOWN_PLACE, MovementFlag
from streams.records import Commodity, Party, Place, Transaction
from streams.reference import Reference
from streams.settings import Settings
from streams.tags import Profile, Tag

WHEN = datetime(2025, 3, 6, 16, 0, tzinfo=UTC)
"""Eleven in the morning in New York."""
PAYER = Party(customer="C1", account="A1", name="Customer 1", kind="business", country="US")
PAYEE = Party(account="X9", name="Company 9", kind="business", country="US")


@pytest.fixture(scope="module")
def enricher() -> Enricher:
    return Enricher(Settings(base_currency="USD"), Reference.load())


def sides(enricher: Enricher, **fields: Any) -> list[np.void]:
    """The fixed parts of the movements of one transaction, the payer's first."""
    about: dict[str, Any] = {
        "id": "T1",
        "time": WHEN,
        "amount": Decimal("1000.00"),
        "currency": "USD",
        "debtor": PAYER,
        "creditor": PAYEE,
        "channel": "transfer",
        **fields,
    }
    found = enricher.movements(Transaction(**about), 100_000, Source(0, 0, 0, 0))
    return [np.frombuffer(each.value[:MOVEMENT_BYTES], dtype=MOVEMENT)[0] for each in found]


def tags(row: np.void) -> Tag:
    return Tag(int(row["tags"]))


@pytest.mark.parametrize(
    ("fields", "tag"),
    [
        ({"merchant_category": "7011", "channel": "card"}, Tag.LODGING),
        ({"purpose": "SALA"}, Tag.SALARY),
        ({"remittance": "Donation for the food bank"}, Tag.DONATION),
        ({"commodity": Commodity(hs="970121")}, Tag.CULTURAL | Tag.GOODS),
        ({"initiation": "online"}, Tag.ONLINE),
        ({"initiation": "machine"}, Tag.AT_MACHINE),
        ({"product": "monetary_instrument"}, Tag.INSTRUMENT),
        ({"product": "prepaid"}, Tag.PREPAID),
        ({"channel": "cheque"}, Tag.CHEQUE),
        ({"channel": "trade"}, Tag.GOODS),
        ({"original": "T0"}, Tag.RETURNED),
        ({"time": WHEN.replace(hour=4)}, Tag.NIGHT),
        ({"ultimate_debtor": Party(name="Company 3")}, Tag.THIRD_PARTY),
        ({"ultimate_creditor": Party(account="X3")}, Tag.THIRD_PARTY),
    ],
)
def test_a_fact_of_the_transaction_is_a_tag(enricher: Enricher, fields: dict[str, Any], tag: Tag) -> None:
    payer, _ = sides(enricher, **fields)
    plain, _ = sides(enricher)
    assert tags(payer) & tag == tag
    assert not tags(plain) & tag


def test_who_the_other_side_is_differs_between_the_sides(enricher: Enricher) -> None:
    payer, payee = sides(enricher, creditor=Party(account="X9", kind="person", pep=True))
    assert tags(payer) & (Tag.WITH_PERSON | Tag.WITH_PEP) == Tag.WITH_PERSON | Tag.WITH_PEP
    assert tags(payee) & (Tag.WITH_PERSON | Tag.WITH_BUSINESS | Tag.WITH_PEP) == Tag.WITH_BUSINESS


def test_a_loan_is_drawn_by_whom_it_reaches_and_repaid_by_whom_it_leaves(enricher: Enricher) -> None:
    payer, payee = sides(enricher, product="loan")
    assert tags(payer) & (Tag.LOAN | Tag.REPAYMENT) == Tag.REPAYMENT
    assert tags(payee) & (Tag.LOAN | Tag.REPAYMENT) == Tag.LOAN


def test_the_same_ultimate_party_is_no_third_party(enricher: Enricher) -> None:
    payer, _ = sides(enricher, ultimate_debtor=Party(customer="C1"), ultimate_creditor=Party(name="company  9"))
    assert not tags(payer) & Tag.THIRD_PARTY


def test_place_and_device_belong_to_the_one_who_acts(enricher: Enricher) -> None:
    where = Place(country="US", branch="B1", latitude=40.71, longitude=-74.0)
    payer, payee = sides(enricher, place=where, device="D1", initiation="card_present")
    assert (payer["latitude"], payer["longitude"], payer["place_country"]) == (4071, -7400, 0x5553)
    assert payer["branch"] != 0
    assert payer["device"] != 0
    assert (payee["latitude"], payee["branch"], payee["device"]) == (UNKNOWN_PLACE, 0, 0)
    assert not tags(payee) & Tag.CARD_PRESENT
    [deposit] = sides(enricher, debtor=None, creditor=PAYER, channel="cash", place=where)
    assert deposit["latitude"] == 4071


def test_a_place_near_a_listed_border_is_flagged(enricher: Enricher) -> None:
    [deposit] = sides(enricher, debtor=None, creditor=PAYER, place=Place(country="US", latitude=27.5, longitude=-99.5))
    assert int(deposit["flags"]) & MovementFlag.BORDER_AREA


def test_goods_of_another_sector_and_without_a_licence_are_tagged(enricher: Enricher) -> None:
    goods = Commodity(hs="300490", quantity=Decimal(5), unit="kg")
    baker = Party(customer="C1", kind="business", sector="bakery")
    pharmacy = Party(customer="C1", kind="business", sector="pharmacy", licences=("pharmacy licence",))
    payer, _ = sides(enricher, debtor=baker, commodity=goods)
    assert tags(payer) & (Tag.OFF_SECTOR | Tag.UNLICENSED) == Tag.OFF_SECTOR | Tag.UNLICENSED
    payer, _ = sides(enricher, debtor=pharmacy, commodity=goods)
    assert not tags(payer) & (Tag.OFF_SECTOR | Tag.UNLICENSED)


def test_goods_that_go_to_another_and_have_no_shipment_are_tagged(enricher: Enricher) -> None:
    goods = Commodity(hs="847130")
    payer, _ = sides(enricher, commodity=goods, consignee="Company 77")
    assert tags(payer) & (Tag.CONSIGNEE_OTHER | Tag.NO_SHIPMENT) == Tag.CONSIGNEE_OTHER | Tag.NO_SHIPMENT
    payer, _ = sides(enricher, commodity=goods, consignee="Customer 1", shipment="S1")
    assert not tags(payer) & (Tag.CONSIGNEE_OTHER | Tag.NO_SHIPMENT)


def test_a_price_is_compared_with_the_reference_in_its_unit(enricher: Enricher) -> None:
    def ratio(amount: int, quantity: str, unit: str) -> float:
        fields: dict[str, Any] = {"commodity": Commodity(hs="710812", quantity=Decimal(quantity), unit=unit)}
        transaction = Transaction(id="T1", time=WHEN, amount=Decimal(amount), currency="USD", debtor=PAYER, **fields)
        [found] = enricher.movements(transaction, amount * 100, Source(0, 0, 0, 0))
        return float(np.frombuffer(found.value[:MOVEMENT_BYTES], dtype=MOVEMENT)[0]["price_ratio"])

    one = ratio(100_000, "1", "kg")
    assert 0.3 < one < 3
    assert ratio(200_000, "1", "kg") == pytest.approx(2 * one, rel=1e-6)
    assert ratio(100_000, "1000", "g") == pytest.approx(one, rel=1e-6)
    assert isnan(ratio(100_000, "1", "barrel"))
    assert isnan(ratio(100_000, "0", "kg"))


def test_the_same_words_names_and_devices_have_the_same_hashes_whatever_their_case(enricher: Enricher) -> None:
    one, _ = sides(enricher, remittance="Invoice 7", invoice="I7", device="D")
    same, _ = sides(enricher, remittance="invoice  7", invoice="i7", device="d")
    other, _ = sides(enricher, remittance="Invoice 8", invoice="I8", device="E")
    for name in ("text", "invoice", "device"):
        assert one[name] == same[name] != other[name]
        assert one[name] != 0


def test_what_a_party_says_of_itself_travels_along(enricher: Enricher) -> None:
    party = Party(
        customer="C1", born=date(1970, 1, 11), declared_income=Decimal("1234.56"), pep=False, employee=True, sector="x"
    )
    payer, payee = sides(enricher, debtor=party)
    assert (payer["born_day"], payer["declared_income"]) == (10, 123_456)
    known = Profile.KNOWN_PEP | Profile.KNOWN_EMPLOYEE | Profile.EMPLOYEE | Profile.KNOWN_SECTOR
    assert Profile(int(payer["profile"])) == known
    assert (payee["born_day"], payee["declared_income"], payee["profile"]) == (UNKNOWN_DAY, UNKNOWN_INCOME, 0)


def test_travel_to_a_conflict_area_and_foreign_counterparties_are_flagged(enricher: Enricher) -> None:
    payer, payee = sides(enricher, travel_destination="SY", creditor=Party(account="X", country="TR"))
    assert int(payer["flags"]) & MovementFlag.TRAVEL_CONFLICT
    assert int(payer["flags"]) & MovementFlag.FOREIGN
    assert int(payer["flags"]) & MovementFlag.BORDERS_CONFLICT
    assert not int(payee["flags"]) & MovementFlag.FOREIGN
