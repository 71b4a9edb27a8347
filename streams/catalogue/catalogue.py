"""The catalogue: all typologies of a deployment, loaded, checked and compiled into one program."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from streams.catalogue import strict_yaml
from streams.catalogue.language import suggestion
from streams.catalogue.program import Program
from streams.catalogue.typology import Definition, Parameter, Status, Typology, compile_typology, read_definition
from streams.catalogue.vocabulary import Vocabulary
from streams.errors import CatalogueError
from streams.signals.family import Signal

SHIPPED = Path(__file__).parent.parent / "typologies"
"""The typologies that Counterflow brings."""


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a deployment changes about one typology."""

    params: dict[Parameter, float] = {}
    status: Status | None = None


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
    def load(cls, directories: Iterable[Path], overrides: Path | None, signals: Sequence[Signal]) -> Catalogue:
        """Load every `*.yaml` of the directories and apply the overrides.

        Raises CatalogueError with one line for each file that is refused.
        """
        vocabulary = Vocabulary.of(signals)
        problems: list[str] = []
        found: dict[str, tuple[Definition, Path]] = {}
        for path in [path for directory in directories for path in _files(directory)]:
            try:
                definition = read_definition(path)
            except CatalogueError as error:
                problems.append(str(error))
                continue
            if definition.id in found:
                problems.append(f"{path}: id {definition.id} is taken by {found[definition.id][1]}; rename one of them")
            found.setdefault(definition.id, (definition, path))
        # An override that names a file which could not be read is no second error.
        changes = _read_overrides(overrides) if overrides and not problems else {}
        for name in sorted(changes.keys() - found.keys()):
            problems.append(f"{overrides}: unknown typology {name}{suggestion(name, found)}")
        typologies = []
        for name, (definition, path) in sorted(found.items()):
            try:
                definition = _override(definition, changes.get(name, Override()), overrides)
                typologies.append(compile_typology(definition, path.name, vocabulary))
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
        digest = hashlib.sha256("\n".join(typology.digest for typology in typologies).encode()).hexdigest()
        return cls(tuple(typologies), vocabulary, digest, program, columns)

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


def _files(directory: Path) -> list[Path]:
    if not directory.is_dir():
        raise CatalogueError(f"{directory}: no such directory of typologies")
    return sorted(directory.glob("*.yaml"))


def _read_overrides(path: Path) -> Mapping[str, Override]:
    content = strict_yaml.read(path)
    try:
        return msgspec.convert(content or {}, dict[str, Override])
    except msgspec.ValidationError as error:
        raise CatalogueError(f"{path}: {error}") from error


def _override(definition: Definition, change: Override, path: Path | None) -> Definition:
    for name in change.params:
        if name not in definition.params:
            raise CatalogueError(
                f"{path}: {definition.id}: unknown parameter {name}{suggestion(name, definition.params)}"
            )
    return msgspec.structs.replace(
        definition, params={**definition.params, **change.params}, status=change.status or definition.status
    )
