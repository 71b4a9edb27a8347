"""A draft on disk: the case file as page, PDF and data, the form in XML, and what is missing. Nothing is sent."""

from __future__ import annotations

import os
from pathlib import Path

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
from streams.intake.valuation import Valuation
from streams.reference import Reference
from streams.settings import Settings

PAGE, PRINT, DATA, MISSING = "case.html", "case.pdf", "case.json", "missing.json"
_XML = {"fincen_sar": "fincen-sar.xml", "goaml": "goaml.xml"}


def draft(material: Material, settings: Settings, reference: Reference) -> dict[str, bytes]:
    """The files of a draft by name. Raises SettingsError for details of the institution that cannot be read."""
    case = material.case
    form = _form(material, settings, reference)
    missing: tuple[Missing, ...] = form.missing if form is not None else ()
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
    if case.form == "fincen_sar":
        return fincen_sar(case, filer, _kind(settings, case.jurisdiction), reference.filing, valuation)
    if case.form == "goaml":
        return GoamlDraft(case, filer, material.transactions, reference, valuation).write()
    return None


def _kind(settings: Settings, jurisdiction: str) -> str:
    """The kind of the institution in that country, as the settings say."""
    known = [settings.institution, *settings.institutions.values()]
    return next((each.kind for each in known if each.country == jurisdiction), settings.institution.kind)
