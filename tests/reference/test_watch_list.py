"""A watch list finds parties by identifier and by exact normalised name, on the days of each entry."""

from datetime import date
from pathlib import Path

import pytest

from streams.errors import ReferenceTableError
from streams.records import Party
from streams.reference.watch_list import Entry, WatchList, write_watch_list

DAY = date(2025, 6, 1)
ROWS = """\
# An institution's list.
# source: a test
list,kind,value,effective_from,effective_to,source
sanctions,name,"Muster, Person 1",2020-01-01,,T
sanctions,bic,ABCDRUMMXXX,2020-01-01,,T
sanctions,account,X1,2025-06-01,2025-06-30,T
pep,customer,C7,2020-01-01,,T
mixer,wallet,W9,2020-01-01,,T
pep,identifier,ID 5,2020-01-01,,T
sanctions,account,DE89 3704 0044 0532 0130 00,2020-01-01,,T
sanctions,wallet,0xAbC0000000000000000000000000000000000Def,2020-01-01,,T
"""


@pytest.fixture
def listed(tmp_path: Path) -> WatchList:
    path = tmp_path / "watch.csv"
    path.write_text(ROWS)
    return WatchList.load(path)


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        (Party(name="MÜSTER PERSON  1"), (True, False, False)),
        (Party(name="muster person-1"), (True, False, False)),
        (Party(name="muster person 11"), (False, False, False)),
        (Party(account="X1"), (True, False, False)),
        (Party(account="x1"), (False, False, False)),
        (Party(customer="C7"), (False, True, False)),
        (Party(wallet="W9"), (False, False, True)),
        (Party(identifiers={"passport": "ID 5"}), (False, True, False)),
        (Party(account="DE89370400440532013000"), (True, False, False)),
        (Party(account=" de89 3704 0044 0532 0130 00"), (True, False, False)),
        (Party(account="DE89370400440532013001"), (False, False, False)),
        (Party(wallet="0xabc0000000000000000000000000000000000def"), (True, False, False)),
        (Party(wallet="0XABC0000000000000000000000000000000000DEF"), (True, False, False)),
        (Party(wallet="w9"), (False, False, False)),
        (Party(account="X7", holders=("C6", "C7")), (False, True, False)),
        (Party(account="X7", holders=("C6",)), (False, False, False)),
        (Party(), (False, False, False)),
        (None, (False, False, False)),
    ],
)
def test_a_party_is_found_by_what_identifies_it(listed: WatchList, party: Party, expected: tuple[bool, ...]):
    assert tuple(listed.party(party, DAY)) == expected


@pytest.mark.parametrize(
    ("day", "found"), [(date(2025, 5, 31), False), (DAY, True), (date(2025, 6, 30), True), (date(2025, 7, 1), False)]
)
def test_an_entry_holds_on_its_days_alone(listed: WatchList, day: date, found: bool):
    assert listed.party(Party(account="X1"), day).sanctioned == found


def test_a_bank_is_found_by_the_first_eight_letters_of_its_bic(listed: WatchList):
    assert listed.agent("abcdrummabc", DAY)
    assert not listed.agent("ABCDRUM2", DAY)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("blocked,name,A,2020-01-01,,T", "column list"),
        ("sanctions,shoe size,A,2020-01-01,,T", "column kind"),
        ("sanctions,name,--,2020-01-01,,T", "has no letter or digit in it"),
        ("sanctions,name,A,2020-01-01,2019-01-01,T", "effective_to"),
        ("sanctions,name,A,soon,,T", "effective_from"),
    ],
)
def test_a_broken_list_is_refused_with_file_and_line(tmp_path: Path, row: str, said: str):
    path = tmp_path / "watch.csv"
    path.write_text("# A list.\n# source: a test\nlist,kind,value,effective_from,effective_to,source\n" + row + "\n")
    with pytest.raises(ReferenceTableError) as error:
        WatchList.load(path)
    assert said in str(error.value)
    assert "line 4" in str(error.value)


def test_what_is_written_is_read_again(tmp_path: Path):
    path = tmp_path / "watch.csv"
    entries = [
        Entry("sanctions", "account", "X1", date(2025, 6, 1), date(2025, 6, 30)),
        Entry("pep", "name", "muster, person", date(2020, 1, 1), date.max),
    ]
    write_watch_list(path, entries, "a test")
    listed = WatchList.load(path)
    assert listed.party(Party(account="X1"), date(2025, 6, 30)).sanctioned
    assert not listed.party(Party(account="X1"), date(2025, 7, 1)).sanctioned
    assert listed.party(Party(name="Muster Person"), date(2030, 1, 1)).pep
