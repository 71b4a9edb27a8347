"""Who the subject is, and its income beside what it moves."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW, UNKNOWN_DAY, UNKNOWN_INCOME, PartyCode
from streams.signals.compiled import flag, kernel
from streams.signals.family import DAY_US, WINDOWS, Family, Signal
from streams.tags import Profile, Tag

_NO_INCOME = "no income is declared"
_NO_KIND = "kind is not sent"
_SIGNALS = (
    Signal("age_years", "years", "Age of the subject at the movement.", unknown="born is not sent"),
    Signal("declared_income_month", "money", "Twelfth part of the declared income of a year.", unknown=_NO_INCOME),
    Signal(
        "income_ratio_30d",
        "ratio",
        "Value in of 30d as a multiple of the declared income of a month.",
        "30d",
        _NO_INCOME + ", or it is 0",
    ),
    Signal(
        "luxury_income_ratio_30d",
        "ratio",
        "Value paid for luxury within 30d as a multiple of the declared income of a month.",
        "30d",
        _NO_INCOME + ", or it is 0",
    ),
    Signal("is_pep", "flag", "The subject is a politically exposed person.", unknown="pep is not sent"),
    Signal("is_pep_related", "flag", "The subject is close to such a person.", unknown="pep is not sent"),
    Signal("is_employee", "flag", "The subject works for the institution.", unknown="employee is not sent"),
    Signal("is_official", "flag", "The subject holds a public office.", unknown="occupation is not sent"),
    Signal(
        "lacks_income",
        "flag",
        "The subject's occupation has no earnings of its own, such as student or homemaker.",
        unknown="occupation is not sent",
    ),
    Signal("is_business", "flag", "The subject is a business.", unknown=_NO_KIND),
    Signal("is_npo", "flag", "The subject is a non-profit organisation.", unknown=_NO_KIND),
    Signal("is_public", "flag", "The subject is a public body.", unknown=_NO_KIND),
    Signal("is_money_service", "flag", "The subject moves money for others.", unknown=_NO_KIND),
    Signal(
        "subject_is_sanctioned", "flag", "The subject is on a sanctions list on the day of what was last said of it."
    ),
)
_KINDS = (
    int(PartyCode.BUSINESS),
    int(PartyCode.NPO),
    int(PartyCode.PUBLIC),
    int(PartyCode.MONEY_SERVICE),
)
_NONE = int(PartyCode.NONE)
_UNKNOWN_DAY, _UNKNOWN_INCOME = int(UNKNOWN_DAY), int(UNKNOWN_INCOME)
_DAYS_A_YEAR = 365.2425
_KNOWN_PEP, _PEP, _RELATED = int(Profile.KNOWN_PEP), int(Profile.PEP), int(Profile.PEP_RELATED)
_KNOWN_EMPLOYEE, _EMPLOYEE = int(Profile.KNOWN_EMPLOYEE), int(Profile.EMPLOYEE)
_KNOWN_OCCUPATION, _OFFICIAL = int(Profile.KNOWN_OCCUPATION), int(Profile.OFFICIAL)
_WITHOUT, _SANCTIONED = int(Profile.WITHOUT_INCOME), int(Profile.SANCTIONED)
_LUXURY = np.uint64(int(Tag.LUXURY))
_NO_FLOW = int(NO_FLOW)
_MONTH = list(WINDOWS).index("30d")


@kernel
def _said(profile: int, known: int, wanted: int) -> float:
    return flag((profile & wanted) != 0) if profile & known else np.nan


@kernel
def _fill(
    history: Any,
    first: int,
    last: int,
    movement: Any,
    days: Any,
    days_end: int,
    subject: Any,
    unit: float,
    scratch: Any,
    out: Any,
) -> None:
    now = history[last].time_us
    born = subject.born_day
    out[0] = (now // DAY_US - born) / _DAYS_A_YEAR if born != _UNKNOWN_DAY else np.nan
    month = subject.declared_income / unit / 12.0
    out[1] = month if subject.declared_income != _UNKNOWN_INCOME else np.nan
    out[2] = out[3] = np.nan
    if subject.declared_income > 0:
        luxury = 0.0
        if scratch.sight[0].tags & _LUXURY:
            for i in range(scratch.sight[0].month, last + 1):
                row = history[i]
                if row.outward and row.value > 0 and row.tags & _LUXURY and not row.flags & _NO_FLOW:
                    luxury += row.value
        out[2] = scratch.flows[_MONTH, 0].value / unit / month
        out[3] = luxury / unit / month
    said = subject.profile
    out[4] = _said(said, _KNOWN_PEP, _PEP)
    out[5] = _said(said, _KNOWN_PEP, _RELATED)
    out[6] = _said(said, _KNOWN_EMPLOYEE, _EMPLOYEE)
    out[7] = _said(said, _KNOWN_OCCUPATION, _OFFICIAL)
    out[8] = _said(said, _KNOWN_OCCUPATION, _WITHOUT)
    for k in range(len(_KINDS)):
        out[9 + k] = flag(subject.kind == _KINDS[k]) if subject.kind != _NONE else np.nan
    out[13] = flag((said & _SANCTIONED) != 0)


FAMILY = Family("profile", _SIGNALS, _fill)
