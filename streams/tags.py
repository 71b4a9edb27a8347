"""What intake reads in a transaction besides its numbers: goods, merchants, words, circumstances, the other side.

A movement carries its tags as one 64-bit number. Signals count by tag, so a tag is a fact and no judgement; which tag a
merchant category, an HS code or a word leads to stands in the reference tables.
"""

from __future__ import annotations

from enum import IntFlag


class Tag(IntFlag):
    """One fact about a transaction; the name in small letters is how tables and signals call it."""

    # Goods, by HS code, merchant category or words
    DUAL_USE = 1 << 0
    ARMS = 1 << 1
    TIMBER = 1 << 2
    WILDLIFE = 1 << 3
    CULTURAL = 1 << 4
    PHARMA = 1 << 5
    PRECURSOR = 1 << 6
    """Chemicals and equipment from which narcotics are made."""
    FUEL = 1 << 7
    MINERALS = 1 << 8
    """Precious metals, stones and ores."""
    LUXURY = 1 << 9
    BRANDED = 1 << 10
    """Goods of the kinds that are counterfeited most."""

    # Merchants and services, by merchant category or words
    LODGING = 1 << 11
    RIDE = 1 << 12
    ADVERTISING = 1 << 13
    TRAVEL = 1 << 14
    GAMBLING = 1 << 15
    GIFT_CARD = 1 << 16
    EXCHANGE = 1 << 17
    """An exchange for crypto-assets."""
    KIOSK = 1 << 18
    """A machine that sells or buys crypto-assets for cash."""
    CROWDFUNDING = 1 << 19
    FREELANCE = 1 << 20
    """A platform that pays freelancers."""
    FREIGHT = 1 << 21
    INCIDENT_RESPONSE = 1 << 22
    CONSULTING = 1 << 23

    # What the payment is for, by purpose code, product or words
    SALARY = 1 << 24
    TAX_REFUND = 1 << 25
    REFUND = 1 << 26
    LOAN = 1 << 27
    """A loan or credit line is drawn."""
    REPAYMENT = 1 << 28
    """A loan or credit line is paid back."""
    DONATION = 1 << 29
    PERMIT = 1 << 30
    """Permits, licences, concessions, customs clearance."""
    URGENT = 1 << 31
    CARD_PAYDOWN = 1 << 32
    INSTRUMENT = 1 << 33
    """A money order, cashier's cheque or traveller's cheque."""
    PREPAID = 1 << 34
    SECURITIES = 1 << 35
    GOODS = 1 << 36
    """The payment names goods, or is a trade settlement."""

    # How it was made
    CHEQUE = 1 << 37
    NIGHT = 1 << 38
    """Between 22:00 and 06:00 in the institution's zone."""
    AT_BRANCH = 1 << 39
    AT_MACHINE = 1 << 40
    ONLINE = 1 << 41
    CARD_PRESENT = 1 << 42
    RETURNED = 1 << 43
    """A return or reversal of an earlier transaction."""
    THIRD_PARTY = 1 << 44
    """Somebody else than the two sides is the ultimate debtor or creditor."""
    CONSIGNEE_OTHER = 1 << 45
    """The goods go to somebody else than the one who pays."""
    NO_SHIPMENT = 1 << 46
    """The payment names goods and no shipment."""

    # The other side
    WITH_PERSON = 1 << 47
    WITH_BUSINESS = 1 << 48
    WITH_NPO = 1 << 49
    WITH_PUBLIC = 1 << 50
    WITH_MONEY_SERVICE = 1 << 51
    SANCTIONED = 1 << 52
    """A party, bank or wallet of the transaction is on a sanctions list on the day."""
    WITH_PEP = 1 << 53
    """The other side is a politically exposed person or close to one."""
    MIXER = 1 << 54
    """The other side's wallet is listed as a mixer."""

    # The subject beside what it deals in
    UNLICENSED = 1 << 55
    """The goods need a licence, and the subject, whose party is described, names none for them."""
    OFF_SECTOR = 1 << 56
    """The goods are not those of the subject's sector."""


TAG_NAMES = {tag.name.lower(): tag for tag in Tag if tag.name}
"""Every tag by the name that tables and signals use."""
GOODS_TAGS = (
    Tag.DUAL_USE
    | Tag.ARMS
    | Tag.TIMBER
    | Tag.WILDLIFE
    | Tag.CULTURAL
    | Tag.PHARMA
    | Tag.PRECURSOR
    | Tag.FUEL
    | Tag.MINERALS
    | Tag.LUXURY
    | Tag.BRANDED
)
"""Tags of kinds of goods."""


class Profile(IntFlag):
    """What an institution says of a subject; KNOWN_… tell an answer of no from no answer."""

    KNOWN_PEP = 1
    PEP = 2
    PEP_RELATED = 4
    KNOWN_EMPLOYEE = 8
    EMPLOYEE = 16
    """Works for the institution itself."""
    KNOWN_OCCUPATION = 32
    WITHOUT_INCOME = 64
    """An occupation without earnings of its own: student, homemaker, unemployed, minor."""
    OFFICIAL = 128
    """Holds or decides for a public office."""
    SANCTIONED = 256
    """On a sanctions list on the day."""
    KNOWN_SECTOR = 512
