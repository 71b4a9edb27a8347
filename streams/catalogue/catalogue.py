"""The catalogue: all typologies of a deployment, loaded, checked and compiled into one program."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from streams.catalogue.language import suggestion
from streams.catalogue.program import Program
from streams.catalogue.tuning import Overrides
from streams.catalogue.typology import Definition, Typology, compile_typology, read_definition
from streams.catalogue.vocabulary import Vocabulary
from streams.errors import CatalogueError
from streams.signals.family import Signal

SHIPPED = Path(__file__).parent.parent / "typologies"
"""The typologies that Counterflow brings."""

Definitions = Mapping[str, tuple[Definition, Path]]
"""What the typology files say, each with its file, by id and in the alphabetical order of ids."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Typologies and their compiled conditions. It never changes: to reload, load another one and swap it in."""

    typologies: tuple[Typology, ...]
    """In alphabetical order of their ids, which is the order of rows of `evaluate`."""
    vocabulary: Vocabulary
    digest: str
    """SHA-256 over all definitions with their overrides; every alert carries it."""
    _program: Program
    _columns: npt.NDArray[np.intp]

    @classmethod
    def load(cls, directories: Iterable[Path], overrides: Overrides | None, signals: Sequence[Signal]) -> Catalogue:
        """Load every `*.yaml` of the directories and apply the overrides.

        Raises CatalogueError with one line for each file that is refused.
        """
        return cls.tuned(read_definitions(directories), overrides or {}, Vocabulary.of(signals))

    @classmethod
    def tuned(cls, definitions: Definitions, overrides: Overrides, vocabulary: Vocabulary) -> Catalogue:
        """Compile definitions with their overrides.

        Raises CatalogueError with one line for each override or file that is refused.
        """
        problems = [
            f"{override.by}: unknown typology {knob.typology}{suggestion(knob.typology, definitions)}"
            for knob, override in overrides.items()
            if knob.typology not in definitions
        ]
        typologies = []
        for definition, path in definitions.values():
            try:
                typologies.append(compile_typology(apply(definition, overrides), path.name, vocabulary))
            except CatalogueError as error:
                problems.append(str(error))
        if problems:
            raise CatalogueError("\n".join(problems))
        return cls.of(typologies, vocabulary)

    @classmethod
    def of(cls, typologies: Sequence[Typology], vocabulary: Vocabulary) -> Catalogue:
        """A catalogue of typologies that are compiled against `vocabulary`, in the order given."""
        program = Program([typology.condition for typology in typologies])
        columns = np.array([vocabulary.index[name] for name in program.names], dtype=np.intp)
        return cls(tuple(typologies), vocabulary, digest_of(typologies), program, columns)

    def __getitem__(self, name: str) -> Typology:
        for typology in self.typologies:
            if typology.id == name:
                return typology
        known = [typology.id for typology in self.typologies]
        raise CatalogueError(f"unknown typology {name}{suggestion(name, known)}")

    def evaluate(self, matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Where each typology fires: an array (typologies, rows), for a matrix (rows, signals)."""
        rows = len(matrix)
        if rows == 1:
            row = matrix[0].tolist()
            return self._program.run([row[column] for column in self._columns.tolist()], 1)
        # One copy, so that every operation reads its column in one piece.
        return self._program.run(list(np.ascontiguousarray(matrix[:, self._columns].T)), rows)


def read_definitions(directories: Iterable[Path]) -> Definitions:
    """Read every `*.yaml` of the directories. Raises CatalogueError with one line for each file that is refused."""
    problems: list[str] = []
    found: list[Definitions] = []
    for path in [path for directory in directories for path in _files(directory)]:
        try:
            definition = read_definition(path)
            found.append({definition.id: (definition, path)})
        except CatalogueError as error:
            problems.append(str(error))
    try:
        definitions = merged(*found)
    except CatalogueError as error:
        problems.append(str(error))
    if problems:
        raise CatalogueError("\n".join(problems))
    return definitions


def merged(*several: Definitions) -> Definitions:
    """All definitions together. Raises CatalogueError with one line for each file whose id is taken."""
    problems = []
    found: dict[str, tuple[Definition, Path]] = {}
    for definitions in several:
        for name, (definition, path) in definitions.items():
            if name in found:
                problems.append(f"{path}: id {name} is taken by {found[name][1]}; rename one of them")
            found.setdefault(name, (definition, path))
    if problems:
        raise CatalogueError("\n".join(problems))
    return dict(sorted(found.items()))


def apply(definition: Definition, overrides: Overrides) -> Definition:
    """A definition as it is overridden. Raises CatalogueError where an override names an unknown parameter."""
    params = dict(definition.params)
    changed: dict[str, Any] = {}
    for knob, override in overrides.items():
        if knob.typology != definition.id:
            continue
        if knob.param is None:
            changed["status"] = override.value
        elif knob.param not in params:
            near = suggestion(knob.param, definition.params)
            raise CatalogueError(f"{override.by}: {definition.id}: unknown parameter {knob.param}{near}")
        else:
            params[knob.param] = float(override.value)
    return msgspec.structs.replace(definition, params=params, **changed)


def digest_of(typologies: Iterable[Typology]) -> str:
    """SHA-256 over the digests of typologies, in their order."""
    return hashlib.sha256("\n".join(typology.digest for typology in typologies).encode()).hexdigest()


def _files(directory: Path) -> list[Path]:
    if not directory.is_dir():
        raise CatalogueError(f"{directory}: no such directory of typologies")
    return sorted(directory.glob("*.yaml"))
