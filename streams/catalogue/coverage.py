"""What the catalogue covers: typology by crime, source and peer rule, and what of it a stream lets work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from streams.catalogue.needed import Seen
from streams.catalogue.typology import Reference, Typology


class Line(msgspec.Struct, frozen=True):
    """One typology."""

    typology: str
    title: str
    crimes: tuple[str, ...]
    stage: str
    status: str
    sources: tuple[str, ...]
    amltrix: tuple[str, ...]
    covers: tuple[str, ...]
    """Peers' rules: T a Tazama rule, TT a Tazama typology, W a pattern of AMLworld, O a family of commercial suites."""
    needs: tuple[str, ...]
    active: bool | None
    """Whether the stream fills what it needs; None where no stream was looked at."""
    missing: tuple[str, ...]


def lines(typologies: Sequence[Typology], seen: Seen | None) -> list[Line]:
    """One line for each typology, in their order; with what was seen of a stream also whether it can fire."""
    return [_line(typology, seen) for typology in typologies]


def _line(typology: Typology, seen: Seen | None) -> Line:
    missing = tuple(seen.missing(typology.id)) if seen is not None else ()
    return Line(
        typology=typology.id,
        title=typology.title,
        crimes=tuple(typology.crimes),
        stage=typology.stage,
        status=typology.status,
        sources=tuple(dict.fromkeys(_source(each) for each in typology.references if each.source)),
        amltrix=tuple(each.amltrix for each in typology.references if each.amltrix),
        covers=tuple(typology.covers),
        needs=tuple(typology.needs),
        active=None if seen is None else not missing,
        missing=missing,
    )


def _source(reference: Reference) -> str:
    return ", ".join(each for each in (reference.source, reference.document, reference.date) if each)


def document(found: Sequence[Line], digest: str, seen: Seen | None) -> dict[str, Any]:
    """The coverage for programs."""
    stated: dict[str, Any] = {"catalogue_digest": digest, "typologies": msgspec.to_builtins(found)}
    if seen is not None:
        stated["stream"] = {"transactions": seen.transactions, "filled": dict(sorted(seen.count.items()))}
    return stated


def markdown(found: Sequence[Line], digest: str, seen: Seen | None) -> str:
    """The coverage as a Markdown document."""
    crimes = {crime for line in found for crime in line.crimes}
    rules = {rule for line in found for rule in line.covers}
    said = f"{len(found)} typologies, {len(crimes)} crimes, {len(rules)} rules of peers; catalogue `{digest[:12]}`."
    if seen is not None:
        active = sum(bool(line.active) for line in found)
        said += f" On {seen.transactions:,} transactions {active} are active."
    headings = ["typology", "crimes", "sources", "covers", "state"]
    rows = [
        [
            line.typology,
            ", ".join(line.crimes) or line.stage,
            "; ".join((*line.sources, *line.amltrix)),
            " ".join(line.covers) or "none",
            _state(line),
        ]
        for line in found
    ]
    table = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (headings, *rows)]
    table.insert(1, "|" + "---|" * len(headings))
    return "\n".join(["# Coverage", "", said, "", *table])


def _state(line: Line) -> str:
    if line.active is False:
        return f"*inactive: missing {', '.join(line.missing)}*"
    state = "active" if line.active else line.status
    return f"{state} (shadow)" if line.active and line.status == "shadow" else state
