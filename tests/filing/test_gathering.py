"""Which form it is, whose duty it is, and what must not be mixed."""

from __future__ import annotations

import msgspec
import pytest

from streams.errors import FilingError
from streams.filing.case import Found
from streams.filing.gathering import form_of, jurisdiction_of
from streams.records import Report
from streams.settings import Institution, Settings
from tests.filing.made import REFERENCE, START, alert, sent

SUSPICION = Found("alerts", alert())
DUTY = Found(
    "reports.due",
    alert("reporting-threshold", report=Report("US", "bank", START.date(), "in", "USD", "10000", "over", "12000", 2)),
)


@pytest.mark.parametrize(("country", "form"), [("US", "fincen_sar"), ("LU", "goaml"), ("FR", "none")])
def test_the_form_is_that_of_the_jurisdiction(country: str, form: str):
    found, authority, note = form_of(REFERENCE, country, [SUSPICION])
    assert found == form
    assert bool(authority) == (form != "none")
    assert country in note or "Source of the form" in note


def test_a_report_that_the_law_demands_is_no_report_of_suspicion():
    form, _, note = form_of(REFERENCE, "US", [DUTY])
    assert form == "none"
    assert "another form" in note
    assert form_of(REFERENCE, "US", [DUTY, SUSPICION])[0] == "fincen_sar"


def test_every_country_with_a_form_and_every_code_s_country_is_known():
    assert set(REFERENCE.filing.forms) <= set(REFERENCE.countries.names)
    assert {country for country, _, _ in REFERENCE.filing.goaml} <= {
        country for country, form in REFERENCE.filing.forms.items() if form.form == "goaml"
    }
    assert {form.currency for form in REFERENCE.filing.forms.values()} <= set(REFERENCE.currencies)


@pytest.mark.parametrize(
    ("named", "country"), [((None, "US"), "US"), (("branch-l", "LU"), "LU"), ((), "US"), (("DE", "DE"), "DE")]
)
def test_the_duty_is_that_of_the_institution_that_the_evidence_names(named: tuple[str | None, ...], country: str):
    settings = Settings(institutions={"branch-l": Institution(country="LU", timezone="Europe/Luxembourg")})
    found = [
        msgspec.structs.replace(each, institution=name) for each, name in zip(sent().values(), named, strict=False)
    ]
    assert jurisdiction_of(settings, found) == country


@pytest.mark.parametrize("named", [("LU", "US"), ("LU", None)])
def test_evidence_under_two_laws_is_refused_until_somebody_says_which(named: tuple[str | None, ...]):
    found = [
        msgspec.structs.replace(each, institution=name) for each, name in zip(sent().values(), named, strict=False)
    ]
    with pytest.raises(FilingError, match=r"institutions in LU, US: say --jurisdiction"):
        jurisdiction_of(Settings(), found)
