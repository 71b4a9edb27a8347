"""Which form it is, whose duty it is, and what must not be mixed."""

from __future__ import annotations

import pytest

from streams.filing.case import Found
from streams.filing.gathering import form_of
from streams.records import Report
from tests.filing.made import REFERENCE, START, alert

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
