"""A typology: one named pattern of one crime, as its YAML file states it, checked and compiled."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from streams.catalogue import strict_yaml
from streams.catalogue.cases import Cases
from streams.catalogue.duration import parse_duration
from streams.catalogue.expression import Condition, names
from streams.catalogue.language import parse
from streams.catalogue.narrative import Segment, parse_narrative
from streams.catalogue.program import Program
from streams.catalogue.vocabulary import EVIDENCE_UNITS, Vocabulary
from streams.errors import CatalogueError
from streams.signals.model import OF_MODEL

Stage = Literal["placement", "layering", "integration", "raising", "moving", "any", "duty"]
"""The first three are those of money laundering, raising and moving those of terrorist financing. `any` where the
pattern is seen at several, `duty` for a report that the law asks for without suspicion."""
Crime = Literal[
    "money-laundering",
    "terrorist-financing",
    "proliferation-financing",
    "sanctions-evasion",
    "fraud",
    "tax-crime",
    "corruption",
    "cyber-crime",
    "drug-trafficking",
    "human-trafficking",
    "migrant-smuggling",
    "child-exploitation",
    "arms-trafficking",
    "wildlife-crime",
    "illegal-logging",
    "environmental-crime",
    "counterfeiting",
    "antiquities-trafficking",
    "smuggling",
]
"""Money laundering, the financing of terrorism and proliferation, and the designated categories of offences behind
them, as the FATF's glossary lists them."""
NEVER_HELD_BACK: Crime = "sanctions-evasion"
"""No decision holds back what points to it."""
Topic = Literal["alerts", "reports.due"]
Status = Literal["stable", "shadow"]

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=160)]
Paragraph = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Slug = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
Peer = Annotated[str, msgspec.Meta(pattern="^(T{1,2}[0-9]{3}|W|O)$")]
Needed = Annotated[str, msgspec.Meta(pattern=r"^[a-z_]+(\.[a-z_]+)?( or [a-z_]+(\.[a-z_]+)?)*$")]
Parameter = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]*$", max_length=64)]


class Reference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where a pattern is described: a document of a publisher, or an AMLTRIX technique or indicator by its id."""

    source: Line | None = None
    document: Line | None = None
    date: Annotated[str, msgspec.Meta(pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")] | None = None
    section: Line | None = None
    amltrix: Annotated[str, msgspec.Meta(pattern=r"^(T[0-9]{4}(\.[0-9]{3})?|IND[0-9]{5})$")] | None = None


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a typology file says, key by key."""

    id: Slug
    """The file's name without `.yaml`."""
    title: Line
    crimes: tuple[Crime, ...]
    stage: Stage
    status: Status = "stable"
    """`shadow` is evaluated and published to `alerts.shadow` only."""
    weight: Annotated[float, msgspec.Meta(ge=0, le=1)]
    """Contribution to the subject's risk."""
    topic: Topic = "alerts"
    suppressible: bool = True
    """Whether a decision may hold its alerts back. Never where it names sanctions evasion; reports that the law asks
    for are never held back anyway."""
    when: Paragraph
    """The condition over signals."""
    params: dict[Parameter, float] = {}
    """Numbers that a deployment may override."""
    window: Annotated[str, msgspec.Meta(max_length=16)]
    """How far back the evidence is gathered."""
    evidence: Paragraph
    """Which of the subject's movements inside the window are evidence."""
    narrative: Paragraph
    """Why this customer, and why now; `narrative.py` says what may stand in it."""
    action: Paragraph
    """What the analyst is advised to do."""
    references: tuple[Reference, ...] = ()
    covers: tuple[Peer, ...] = ()
    """Rules of other systems that it covers: T a Tazama rule, TT a Tazama typology, W a pattern of AMLworld, O a
    scenario family of commercial suites."""
    needs: tuple[Needed, ...] = ()
    """Fields of a transaction without which it cannot fire, dotted; those of any party begin with `party.`. Of
    `a or b` one is enough; `watch_list` is the institution's list, `model` a model in force."""
    false_positives: tuple[Paragraph, ...] = ()
    runbook: str = ""
    """What to look at, over which time window."""
    cases: Cases = Cases()


class Typology(Definition, frozen=True, kw_only=True):
    """A definition with its expressions compiled; nothing about it changes after loading."""

    file: str
    digest: str
    """SHA-256 of the definition in canonical form, parameters and status as overridden."""
    vocabulary: Any
    """The `Vocabulary` that `condition` was compiled against."""
    condition: Any
    """`when` as a `Condition`."""
    segments: tuple[Any, ...]
    """`narrative` as segments."""
    selection: Any
    """`evidence` as a `Program`."""

    @property
    def window_us(self) -> int:
        """`window` in microseconds."""
        return int(parse_duration(self.window).total_seconds() * 1_000_000)

    @property
    def signals(self) -> tuple[str, ...]:
        """The signals that `when` reads, in alphabetical order."""
        return tuple(sorted(set(names(self.condition))))

    @property
    def reads_model(self) -> bool:
        """Whether `when` reads what a model says."""
        return not OF_MODEL.isdisjoint(self.signals)

    def is_evidence(self, columns: Mapping[str, npt.NDArray[Any]], rows: int) -> npt.NDArray[np.bool_]:
        """Which of `rows` movements are evidence; `columns` gives an array for each word of the evidence vocabulary."""
        program: Program = self.selection
        selected: npt.NDArray[np.bool_] = program.run([columns[name] for name in program.names], rows)[0]
        return selected


def read_definition(path: Path) -> Definition:
    """What a file says, its keys and types checked. Raises CatalogueError that names file and key."""
    content = strict_yaml.read(path)
    try:
        definition = msgspec.convert(content, Definition)
    except msgspec.ValidationError as error:
        raise CatalogueError(f"{path.name}: {error}") from error
    if definition.id != path.stem:
        raise CatalogueError(f"{path.name}: id is {definition.id}; it must be the file's name, {path.stem}")
    return definition


def compile_typology(definition: Definition, file: str, vocabulary: Vocabulary) -> Typology:
    """Compile a definition's expressions. Raises CatalogueError that names file and key."""
    try:
        parse_duration(definition.window)
    except ValueError as error:
        raise CatalogueError(f"{file}: window: {error}") from error
    params = definition.params
    condition: Condition = parse(definition.when, vocabulary.units, params, f"{file}: when")
    evidence = parse(definition.evidence, EVIDENCE_UNITS, params, f"{file}: evidence")
    segments: tuple[Segment, ...] = parse_narrative(
        definition.narrative, vocabulary.units, params, definition.window, f"{file}: narrative"
    )
    return Typology(
        **{key: getattr(definition, key) for key in Definition.__struct_fields__},
        file=file,
        digest=hashlib.sha256(msgspec.json.encode(definition, order="deterministic")).hexdigest(),
        vocabulary=vocabulary,
        condition=condition,
        segments=segments,
        selection=Program([evidence]),
    )
