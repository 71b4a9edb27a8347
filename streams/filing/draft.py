"""A draft on disk: the case file as page, PDF and data, the form in XML, and what is missing. Nothing is sent."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from streams.errors import FilingError
from streams.filing.case import Missing
from streams.filing.filer import load_filer
from streams.filing.fincen import fincen_sar
from streams.filing.form import Form
from streams.filing.gathering import Material
from streams.filing.goaml import GoamlDraft
from streams.filing.page import page
from streams.filing.pdf import pdf
from streams.intake.duties import zone_of
from streams.intake.valuation import Valuation
from streams.reference import Reference
from streams.settings import Settings

PAGE, PRINT, DATA, MISSING = "case.html", "case.pdf", "case.json", "missing.json"
_DATES = {
    "fincen_sar": "Activity/SuspiciousActivity/SuspiciousActivityFromDateText",
    "goaml": "report/transaction/date_transaction",
}
_XML = {"fincen_sar": "fincen-sar.xml", "goaml": "goaml.xml"}


def draft(material: Material, settings: Settings, reference: Reference) -> dict[str, bytes]:
    """The files of a draft by name. Raises SettingsError for details of the institution that cannot be read."""
    case = material.case
    form = _form(material, settings, reference)
    missing: tuple[Missing, ...] = form.missing if form is not None else ()
    if material.is_assumed:
        why = f"no transaction is left to say whose duty it is: {case.jurisdiction} is that of the setting institution"
        missing = (Missing("jurisdiction", True, why, "the institution; --jurisdiction says it"), *missing)
    files = {
        PAGE: page(case, missing).encode(),
        PRINT: pdf(case, missing, settings.report_font),
        DATA: msgspec.json.format(msgspec.json.encode(case), indent=2) + b"\n",
        MISSING: msgspec.json.format(
            msgspec.json.encode({"form": case.form, "note": case.form_note, "missing": missing}), indent=2
        )
        + b"\n",
    }
    if form is not None:
        files[_XML[case.form]] = form.xml()
    return files


def write(files: dict[str, bytes], folder: Path) -> None:
    """Write the files, which only their owner may read. Raises FilingError where that fails."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for stale in set(_XML.values()) - files.keys():
            (folder / stale).unlink(missing_ok=True)
        for name, content in files.items():
            half = folder / f".{name}.part"
            with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(content)
            half.replace(folder / name)
    except OSError as error:
        raise FilingError(f"{folder} cannot be written: {error.strerror}") from error


def _form(material: Material, settings: Settings, reference: Reference) -> Form | None:
    case, valuation = material.case, Valuation(reference)
    filer = load_filer(settings.filing_institution, case.jurisdiction)
    if case.form == "none":
        return None
    kinds, zones = _known(settings, case.jurisdiction)
    zone = ZoneInfo(zones[0])
    if case.form == "fincen_sar":
        kind = kinds[0] if len(kinds) == 1 else ""
        form = fincen_sar(case, filer, kind, zone, reference.filing, valuation)
    else:
        form = GoamlDraft(case, filer, zone, material.transactions, reference, valuation).write()
    if len(zones) != 1 or not kinds:
        why = f"days are those of {zones[0]}: the settings say no zone, or several, for {case.jurisdiction}"
        form.lacks(Missing(_DATES[case.form], True, why, "the settings institution and institutions"))
    return form


def _known(settings: Settings, jurisdiction: str) -> tuple[list[str], list[str]]:
    """The kinds and the zones of the institutions in that country, as the settings say; without any, no kind, and the
    zone in which intake sees that country."""
    known = [each for each in (settings.institution, *settings.institutions.values()) if each.country == jurisdiction]
    zones = [each.timezone for each in known] or [zone_of(jurisdiction) or "UTC"]
    return list(dict.fromkeys(each.kind for each in known)), list(dict.fromkeys(zones))
