"""From ids of alerts to a case: alerts, their evidence's transactions and the way of the money, from topics alone.

What it reads is what everybody may read who may read the alerts. Whether anything was filed is not among it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

import msgspec

from streams.errors import FilingError
from streams.filing.case import Case, FormName, Found, KeyTermNote, Profile
from streams.filing.evidence import completed, rows, totals
from streams.filing.profiles import profiles
from streams.filing.sent import transactions_of
from streams.records import Transaction
from streams.reference import Reference
from streams.settings import Settings
from streams.trace.finding import find_alerts
from streams.trace.trace import Options, trace_alert

ALERTS_MAX = 32
"""Of one case file."""
_OTHERS_MAX = 100
"""Parties besides the subject that a case file describes: those in most transactions."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a draft is asked for."""

    alerts: Sequence[str]
    """Ids, or beginnings that no other alert has."""
    produced_at: datetime
    produced_by: str
    jurisdiction: str = ""
    """Empty for that of the evidence's institution."""
    trace: Options = Options(hops=3, max_nodes=20)  # noqa: RUF009  (frozen)
    """Nearer than `counterflow trace` goes, so that a page of paper can show it."""


@dataclass(frozen=True, slots=True)
class Material:
    """A case, and the transactions of its evidence as the payment systems sent them, by id."""

    case: Case
    transactions: dict[str, Transaction]
    is_assumed: bool = False
    """Nobody said whose duty it is: the jurisdiction is that of the settings' own institution."""


async def gather(settings: Settings, reference: Reference, request: Request) -> Material:
    """The case of some alerts of one subject.

    Raises TraceError where an alert is not found, FilingError where they are of several subjects or jurisdictions, and
    BrokerError where no broker answers.
    """
    if len(request.alerts) > ALERTS_MAX:
        raise FilingError(f"{len(request.alerts)} alerts, where a case file has room for {ALERTS_MAX}")
    found = await _alerts(settings, request.alerts)
    alerts = [each.alert for each in found]
    evidence = rows(alerts)
    sent, places = await transactions_of(settings, [row.transaction for row in evidence])
    evidence = completed(evidence, sent)
    jurisdiction = request.jurisdiction or jurisdiction_of(settings, sent.values())
    first = found[0]
    items = {(item.transaction, item.direction): item for each in alerts for item in each.evidence}
    unlisted = sum(
        each.evidence_count - len(each.evidence) for each in alerts if each.evidence_count > len(each.evidence)
    )
    together = msgspec.structs.replace(
        first.alert, evidence=tuple(items.values()), evidence_count=len(evidence) + unlisted
    )
    trace = await trace_alert(settings, first.topic, together, request.trace, reference)
    known = profiles(sorted(sent.values(), key=lambda each: (each.time, each.id)))
    form, authority, note = form_of(reference, jurisdiction, found)
    case = Case(
        produced_at=request.produced_at,
        produced_by=request.produced_by,
        jurisdiction=jurisdiction,
        authority=authority,
        form=form,
        form_note=note,
        alerts=tuple(found),
        rows=evidence,
        totals=totals(evidence),
        evidence_count=together.evidence_count,
        base_currency=first.alert.base_currency,
        subject=_subject(known, found),
        others=_others(known, first.alert.subject.id, sent.values()),
        trace=trace,
        key_terms=_key_terms(reference, found),
        places=places,
        version=version("counterflow"),
    )
    return Material(case, sent, is_assumed=not (request.jurisdiction or sent))


async def _alerts(settings: Settings, wanted: Sequence[str]) -> list[Found]:
    """The alerts, each once, in the order in which they were detected first."""
    found = {alert.id: Found(topic, alert) for topic, alert in await find_alerts(settings, wanted)}
    subjects = sorted({each.alert.subject.id for each in found.values()})
    if len(subjects) > 1:
        raise FilingError(f"the alerts are of several subjects, {' and '.join(subjects)}: make a report of each")
    return sorted(found.values(), key=lambda each: (each.alert.opened_at, each.alert.id))


def form_of(reference: Reference, jurisdiction: str, found: Sequence[Found]) -> tuple[FormName, str, str]:
    """The form of a jurisdiction for these alerts, its authority, and why."""
    known = reference.filing.forms.get(jurisdiction)
    authority = known.authority if known else ""
    if not any(each.is_suspicion for each in found):
        return (
            "none",
            authority,
            "A report of cash that the law demands is no report of suspicion: it has another form.",
        )
    if known is None:
        return "none", "", f"No form in XML is known here for {jurisdiction}: there is the case file only."
    form: FormName = "fincen_sar" if known.form == "fincen_sar" else "goaml"
    return form, authority, f"Source of the form: {known.source}."


def jurisdiction_of(settings: Settings, sent: Iterable[Transaction]) -> str:
    """The country whose duty it is, as intake sees it; without transactions, the settings' own institution's. Raises
    FilingError where it is several countries'."""
    named = {
        settings.institutions[name].country if name in settings.institutions else name
        for name in {each.institution or settings.institution.country for each in sent}
    }
    if len(named) > 1:
        raise FilingError(f"the evidence is of institutions in {', '.join(sorted(named))}: say --jurisdiction")
    return named.pop() if named else settings.institution.country


def _subject(known: dict[str, Profile], found: Sequence[Found]) -> Profile:
    """The subject's profile, with what only the alerts say."""
    identity = found[0].alert.subject.id
    profile = known.get(identity, Profile(identity))
    said = [each.alert.subject for each in found]
    return msgspec.structs.replace(
        profile,
        names=tuple(dict.fromkeys([*profile.names, *(each.name for each in said if each.name)])),
        kind=profile.kind or next((each.kind for each in said if each.kind), ""),
        accounts=tuple(dict.fromkeys([*profile.accounts, *(one for each in said for one in each.accounts)])),
    )


def _others(known: dict[str, Profile], subject: str, sent: Iterable[Transaction]) -> tuple[Profile, ...]:
    """Everybody else whom the evidence names, the most frequent first."""
    count: dict[str, int] = {}
    for transaction in sent:
        for each in profiles([transaction]):
            count[each] = count.get(each, 0) + 1
    ranked = sorted((each for each in known if each != subject), key=lambda each: (-count.get(each, 0), each))
    return tuple(known[each] for each in ranked[:_OTHERS_MAX])


def _key_terms(reference: Reference, found: Sequence[Found]) -> tuple[KeyTermNote, ...]:
    """Terms that the alerts' references lead to, where their document is about a crime of the alert."""
    terms = {
        (term.issuer, term.document, term.term): KeyTermNote(term.term, term.issuer, term.document, term.title)
        for each in found
        for cited in each.alert.references
        for term in reference.key_terms.for_reference(cited.get("document", ""), cited.get("source", ""))
        if set(term.crimes) & set(each.alert.crimes)
    }
    return tuple(terms[key] for key in sorted(terms))
