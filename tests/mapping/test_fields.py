import pytest

from streams.errors import MappingError
from streams.mapping.fields import field_at


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("id", "text"),
        ("time", "time"),
        ("amount", "decimal"),
        ("channel", "text"),
        ("debtor.account", "text"),
        ("debtor.born", "date"),
        ("creditor.pep", "boolean"),
        ("commodity.quantity", "decimal"),
        ("place.latitude", "number"),
        ("ultimate_debtor.identifiers.phone", "text"),
    ],
)
def test_a_field_knows_how_it_is_written(path: str, kind: str) -> None:
    assert field_at(path).kind == kind


@pytest.mark.parametrize(
    ("path", "near"),
    [("amont", "amount"), ("debtor.acount", "debtor.account"), ("place.contry", "place.country")],
)
def test_an_unknown_field_is_refused_with_the_near_name(path: str, near: str) -> None:
    with pytest.raises(MappingError, match=f"did you mean '{near}'"):
        field_at(path)


@pytest.mark.parametrize("path", ["debtor", "beneficiaries", "debtor.holders", "debtor.identifiers", "", ".", "a.b.c"])
def test_what_one_column_cannot_fill_is_refused(path: str) -> None:
    with pytest.raises(MappingError, match="no field that can be mapped"):
        field_at(path)
