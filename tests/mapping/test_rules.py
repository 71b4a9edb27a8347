from pathlib import Path

import pytest

from streams.errors import MappingError
from streams.mapping import Mapping

GOOD = """
fields:
  id: {column: number}
  time: {column: booked, format: "%d.%m.%Y %H:%M", zone: Europe/Zurich}
  amount: {column: cents, scale: 0.01}
  currency: {constant: CHF}
  debtor.account: {column: account}
labels: [is_fraud]
"""


def refusal(text: str) -> str:
    with pytest.raises(MappingError) as caught:
        Mapping.parse(text)
    return str(caught.value)


def with_rule(path: str, rule: str) -> str:
    return GOOD.replace("labels:", f"  {path}: {rule}\nlabels:")


def test_a_mapping_file_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "map.yaml"
    file.write_text(GOOD, encoding="utf-8")
    mapping = Mapping.load(file)
    assert list(mapping.fields) == ["id", "time", "amount", "currency", "debtor.account"]
    assert str(mapping.fields["amount"].scale) == "0.01"
    assert mapping.labels == ("is_fraud",)
    assert mapping.null_values == ("",)


def test_an_error_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "map.yaml"
    file.write_text("fields: []", encoding="utf-8")
    with pytest.raises(MappingError, match=r"map\.yaml"):
        Mapping.load(file)
    with pytest.raises(MappingError, match=r"absent\.yaml"):
        Mapping.load(tmp_path / "absent.yaml")


@pytest.mark.parametrize("text", ["", "[]", "fields: 5", "a: b", "fields: {id: {column: a}", "\tfields:"])
def test_what_is_no_table_of_fields_is_refused(text: str) -> None:
    assert refusal(text)


def test_an_unknown_entry_is_refused_with_the_near_name() -> None:
    assert "did you mean 'labels'" in refusal(GOOD.replace("labels:", "label:"))
    assert "did you mean 'column'" in refusal(GOOD.replace("{column: number}", "{colum: number}"))
    assert "did you mean 'debtor.account'" in refusal(GOOD.replace("debtor.account", "debtor.acount"))
    assert "from_" in refusal(with_rule("booking_date", "{column: a, unit: day, from_: 2023-01-01T00:00:00Z}"))


@pytest.mark.parametrize("path", ["id", "time", "amount", "currency"])
def test_what_every_transaction_needs_must_be_mapped(path: str) -> None:
    lines = [line for line in GOOD.splitlines() if not line.startswith(f"  {path}:")]
    assert path in refusal("\n".join(lines))


def test_somebody_must_be_mapped() -> None:
    assert "neither debtor nor creditor" in refusal(GOOD.replace("debtor.account", "debtor.country"))


def test_a_label_is_never_mapped() -> None:
    assert "'is_fraud' is a label" in refusal(with_rule("purpose", "{column: is_fraud}"))
    assert "'is_fraud' is a label" in refusal(with_rule("remittance", '{template: "{number} {is_fraud}"}'))


@pytest.mark.parametrize(
    ("path", "rule", "part"),
    [
        ("channel", "{}", "exactly one of"),
        ("channel", "transfer", "a rule is a table"),
        ("channel", "{column: a, constant: cash}", "exactly one of"),
        ("channel", "{column: 5}", "Expected `str"),
        ("channel", "{constant: pigeon}", "'pigeon' cannot stand here"),
        ("channel", "{column: a, values: {X: pigeon}}", "'pigeon' cannot stand here"),
        ("channel", "{column: a, values: {X: cash}, otherwise: pigeon}", "'pigeon' cannot stand here"),
        ("channel", "{column: a, otherwise: cash}", "`otherwise` needs `values`"),
        ("channel", "{column: a, values: {NO: cash}}", "put False in quotes"),
        ("place.country", "{constant: NO}", "put it in quotes"),
        ("merchant_category", "{constant: 5411}", "put it in quotes"),
        ("channel", "{constant: cash, null_values: [x]}", "a constant is not converted"),
        ("channel", "{column: a, unit: day, from: 2023-01-01T00:00:00Z}", "for times and dates"),
        ("channel", "{column: a, zone: UTC}", "for times and dates"),
        ("channel", "{column: a, scale: 2}", "for amounts"),
        ("booking_date", "{column: a, unit: day}", "go together"),
        ("booking_date", "{column: a, unit: week, from: 2023-01-01T00:00:00Z}", "'week'"),
        ("booking_date", "{column: a, unit: day, from: 2023-01-01}", "`datetime"),
        ("booking_date", "{column: a, unit: day, from: 2023-01-01 00:00:00}", "needs a zone"),
        ("booking_date", '{column: a, format: "%d", values: {a: 2023-01-01}}', "exclude each other"),
        ("booking_date", '{column: a, format: "%d.%m.%Y", zone: Europe/Zuerich}', "no IANA time zone"),
        ("booking_date", '{column: a, format: "%d.%m"}', "nothing can be read"),
        ("booking_date", '{column: a, format: "day"}', "nothing can be read"),
        ("booking_date", '{column: a, format: "%d.%m.%Y %H", zone: UTC}', "nothing can be read"),
        ("balance_after", "{column: a, scale: 0}", "above zero"),
        ("balance_after", "{column: a, scale: many}", "Invalid decimal"),
        ("balance_after", "{column: a, decimal_mark: ';'}", "';'"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_with_its_field(path: str, rule: str, part: str) -> None:
    message = refusal(with_rule(path, rule))
    assert message.startswith(f"{path}: ")
    assert part in message


def test_a_time_needs_a_zone_from_somewhere() -> None:
    assert "needs `zone`" in refusal(GOOD.replace(", zone: Europe/Zurich", ""))
    Mapping.parse(GOOD.replace('%H:%M", zone: Europe/Zurich', '%H:%M%z"'))
    Mapping.parse(with_rule("booking_date", '{column: a, format: "%d.%m.%Y"}'))


@pytest.mark.parametrize(
    ("entry", "part"),
    [
        ("separator: ';;'", "not one ASCII character"),
        ("encoding: klingon", "is unknown"),
        ("encoding: utf-16", "not an extension of ASCII"),
        ("null_values: none", "null_values"),
    ],
)
def test_a_setting_of_the_file_that_cannot_work_is_refused(entry: str, part: str) -> None:
    assert part in refusal(GOOD + entry)


def test_constants_that_yaml_takes_for_numbers_or_dates_are_welcome_where_they_fit() -> None:
    for path, rule in (("balance_after", "12.50"), ("debtor.opened", "2017-01-01"), ("debtor.pep", "false")):
        assert Mapping.parse(with_rule(path, f"{{constant: {rule}}}")).fields[path].constant is not None
    assert Mapping.parse(with_rule("channel", "{column: a, values: {1: cash}}")).fields["channel"].values == {
        "1": "cash"
    }
