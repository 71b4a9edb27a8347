"""The FinCEN SAR as a batch of one for BSA E-Filing: XML schema 2.0 (EFL_SARXBatchSchema 1.2).

Elements, their order and lengths are those of FinCEN's SAR XML Schema User Guide, version 1.6 (August 2021). Where the
form has an indicator for what is not known of a subject, it is set; what else is not known is left out and listed.
"""

from __future__ import annotations

from textwrap import wrap
from zoneinfo import ZoneInfo

from streams.filing.case import Case, Missing
from streams.filing.evidence import involved
from streams.filing.filer import Filer
from streams.filing.fincen_filer import filer_parties
from streams.filing.fincen_nodes import SUBJECT
from streams.filing.fincen_subject import subject_party
from streams.filing.form import Form, Node
from streams.filing.narrative import narrative
from streams.intake.valuation import Valuation
from streams.reference.filing import FilingTables, FincenCode

NAMESPACE = "www.fincen.gov/base"
_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
_BLOCK, _BLOCKS_MAX, _NARRATIVE_MAX = 4000, 5, 17_000
_NOTE_MAX = 50
_CURRENCY = "USD"


def fincen_sar(case: Case, filer: Filer, kind: str, zone: ZoneInfo, tables: FilingTables, valuation: Valuation) -> Form:
    """The draft of a case; `kind` is the institution's kind in the settings, empty where they do not say it, and `zone`
    that of its days."""
    form = Form(f"{{{NAMESPACE}}}EFilingBatchXML", {"fc2": NAMESPACE, "xsi": _SCHEMA})
    form.put(form.root, "FormTypeCode", "SARX")
    activity = form.add(form.root, "Activity")
    form.lacks(Missing("Activity/FilingDateText", True, "nothing is filed yet", "the day of filing"))
    _note(form, case)
    _association(form, activity, case)
    filer_parties(form, activity, filer, kind, tables)
    subject_party(form, activity, case.subject, filer, tables)
    total = _suspicious_activity(form, activity, case, zone, tables, valuation)
    _assets(form, activity, case, tables)
    _narrative(form, activity, case)
    _attributes(form, total)
    return form


def activities(case: Case, tables: FilingTables) -> tuple[FincenCode, ...]:
    """The kinds of suspicious activity of a case, each subtype once, with all that is said of it; one that no table
    knows is "Other" with its title."""
    found: dict[int, FincenCode] = {}
    texts: dict[int, dict[str, None]] = {}
    for each in case.suspicions:
        unknown = FincenCode(9, 9999, each.alert.title, "")
        for code in tables.fincen.get(("activity", each.alert.typology), (unknown,)):
            found.setdefault(code.code, code)
            texts.setdefault(code.code, {})[code.text] = None
    joined = [each._replace(text="; ".join(texts[each.code])) for each in found.values()]
    return tuple(sorted(joined, key=lambda each: (each.type, each.code)))


def _note(form: Form, case: Case) -> None:
    """Field 2 is for key terms. That a typology cites a document makes no case one of its kind: a person says so."""
    terms = ", ".join(
        f"{each.term} ({each.document or each.title})" for each in case.key_terms if each.issuer == "FinCEN"
    )
    if terms:
        why = f"a key term, there and in the narrative, where the case is of the kind that is meant: {terms}"
        form.lacks(Missing("Activity/FilingInstitutionNotetoFinCEN", False, why, "an analyst"))


def _association(form: Form, activity: Node, case: Case) -> None:
    association = form.add(activity, "ActivityAssociation")
    form.put(association, "InitialReportIndicator", "Y")
    if any(each.alert.previous for each in case.alerts):
        where = "Activity/ActivityAssociation"
        form.lacks(
            Missing(
                where, True, "there was an earlier alert: the report may be a continuing one", "the record of filings"
            )
        )


def _suspicious_activity(
    form: Form, activity: Node, case: Case, zone: ZoneInfo, tables: FilingTables, valuation: Valuation
) -> int:
    """Amount, time and kinds; the amount in whole dollars, rounded up as the form's instructions want."""
    minor, without = involved(case.rows, _CURRENCY, valuation)
    unit: int = 10 ** valuation.decimals[_CURRENCY]
    total = -(-minor // unit)
    where = "Activity/SuspiciousActivity"
    node = form.add(activity, "SuspiciousActivity")
    if not total:
        form.put(node, "AmountUnknownIndicator", "Y")
    form.put(node, "SuspiciousActivityFromDateText", f"{case.first.astimezone(zone):%Y%m%d}")
    form.put(node, "SuspiciousActivityToDateText", f"{case.last.astimezone(zone):%Y%m%d}")
    if total:
        form.put(node, "TotalSuspiciousAmountText", str(total))
    if without:
        form.lacks(
            Missing(
                f"{where}/TotalSuspiciousAmountText", True, "a transaction has no rate to USD", "rates.csv", without
            )
        )
    if case.evidence_count > len(case.rows):
        left = case.evidence_count - len(case.rows)
        why = "a transaction of the evidence is not listed in the alert and not in the amount"
        form.lacks(Missing(f"{where}/TotalSuspiciousAmountText", True, why, "the account's statement", left))
    for code in activities(case, tables):
        kind = form.add(node, "SuspiciousActivityClassification")
        if code.is_other:
            text = "OtherSuspiciousActivityTypeText"
            cut = Missing(f"{where}/SuspiciousActivityClassification/{text}", False, "", "")
            form.describe(kind, text, code.text, _NOTE_MAX, cut)
        form.put(kind, "SuspiciousActivitySubtypeID", str(code.code))
        form.put(kind, "SuspiciousActivityTypeID", str(code.type))
    where = f"{where}/SuspiciousActivityClassification"
    form.lacks(Missing(where, False, "confirm the kinds: they were told from the typologies", "an analyst"))
    return total


def _assets(form: Form, activity: Node, case: Case, tables: FilingTables) -> None:
    words = {
        "cash_foreign" if row.channel == "cash" and row.currency != _CURRENCY else row.channel for row in case.rows
    }
    codes: dict[int, list[FincenCode]] = {}
    for word in sorted(words):
        for code in tables.fincen.get(("asset", word), ()):
            codes.setdefault(code.code, []).append(code)
    for _, alike in sorted(codes.items()):
        asset = form.add(activity, "Assets")
        form.put(asset, "AssetSubtypeID", str(alike[0].code))
        form.put(asset, "AssetTypeID", str(alike[0].type))
        if alike[0].is_other:
            where = Missing("Activity/Assets/OtherAssetSubtypeText", False, "", "")
            form.describe(asset, "OtherAssetSubtypeText", ", ".join(each.text for each in alike), _NOTE_MAX, where)


def _narrative(form: Form, activity: Node, case: Case) -> None:
    """Up to five blocks, which end between words: no text of the form begins or ends with a space."""
    words = narrative(case)
    where = "Activity/ActivityNarrativeInformation"
    blocks = wrap(words[:_NARRATIVE_MAX], _BLOCK, break_on_hyphens=False)
    if len(words) > _NARRATIVE_MAX or len(blocks) > _BLOCKS_MAX:
        why = f"was cut to the form's {_NARRATIVE_MAX} characters"
        form.lacks(Missing(where, True, why, "the case file has all; it can be attached"))
    for number, text in enumerate(blocks[:_BLOCKS_MAX], 1):
        block = form.add(activity, "ActivityNarrativeInformation")
        form.put(block, "ActivityNarrativeSequenceNumber", str(number))
        form.put(block, "ActivityNarrativeText", text)
    why = "says what the alerts say: what was found out since is for a person to add"
    form.lacks(Missing(where, True, why, "an analyst"))


def _attributes(form: Form, total: int) -> None:
    """Counts over the whole batch, and the running number that every element below the root with children has.

    Of parties, subjects alone count, as for form 111 in moov-io/fincen (pkg/batch); the guide was not at hand.
    """
    kinds = form.root.findall(f".//{{{NAMESPACE}}}Activity/{{{NAMESPACE}}}Party/{{{NAMESPACE}}}ActivityPartyTypeCode")
    counts = {
        "TotalAmount": total,
        "PartyCount": sum(kind.text == SUBJECT for kind in kinds),
        "ActivityCount": 1,
        "ActivityAttachmentCount": 0,
        "AttachmentCount": 0,
    }
    for name, count in counts.items():
        form.root.set(name, str(count))
    numbered = (each for each in form.root.iterdescendants() if len(each))
    for number, element in enumerate(numbered, 1):
        element.set("SeqNum", str(number))
