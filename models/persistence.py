"""A model as a folder: `model.skops`, `model.json` and `card.md`.

`model.skops` holds arrays, numbers and names, and no estimators: what a fitted tree of scikit-learn does when it is
built from chosen bytes, nobody promises. What is loaded is checked before anything is built: the digest, then the types
against a list of our own, then that every tree can be walked to its end.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from models.anomaly import Model, Segment
from models.archive import canonical
from models.calibration import Tail
from models.card import card
from models.features import Scale, version_of
from models.manifest import FORMAT, Manifest, Used
from models.peers import Peers
from models.ranker import Ranker
from models.trees import Forest, Trees
from streams.errors import ModelError
from streams.signals.family import Signal
from streams.signals.model import PEERS
from streams.signals.registry import SIGNALS

MODEL, MANIFEST, CARD = "model.skops", "model.json", "card.md"
TRUSTED: frozenset[str] = frozenset()
"""Types that a model may hold beyond those that skops trusts of itself, such as arrays: none."""
_SCALE = ("logged", "median", "low", "high", "centre", "spread")


class Loaded(NamedTuple):
    """A model that was checked."""

    model: Model
    ranker: Ranker | None
    """Where it was trained with labels."""
    manifest: Manifest


def dumped(model: Model, ranker: Ranker | None) -> bytes:
    """What goes into `model.skops`."""
    import skops.io

    segments = {name: _state(segment) for name, segment in model.segments.items()}
    boosted = {"trees": ranker.trees.state(), "baseline": ranker.baseline} if ranker is not None else None
    return canonical(skops.io.dumps({"signals": list(model.signals), "segments": segments, "ranker": boosted}))


def save(folder: Path, data: bytes, manifest: Manifest) -> None:
    """Write the three files; the manifest last, so that what is half written is no model."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    (folder / MODEL).write_bytes(data)
    (folder / CARD).write_text(card(manifest), encoding="utf-8")
    written = json.dumps(msgspec.to_builtins(manifest), indent=1, ensure_ascii=False)
    (folder / MANIFEST).write_text(written + "\n", encoding="utf-8")


def load(folder: Path, signals: Sequence[Signal] = SIGNALS) -> Loaded:
    """Read a model that sees `signals`, the columns of the matrix.

    Raises ModelError where a file is missing or changed, the format is another one, a type is not trusted, or a signal
    is missing or was declared otherwise when the model was trained.
    """
    manifest = read_manifest(folder)
    columns = _columns(folder, manifest.signals, signals)
    data = _read(folder / MODEL)
    digest = hashlib.sha256(data).hexdigest()
    if digest != manifest.digest:
        raise ModelError(f"{folder / MODEL}: its digest is {digest[:12]}, and {MANIFEST} says {manifest.version}")
    state = _state_of(folder / MODEL, data)
    names = [each.name for each in manifest.signals]
    try:
        if state["signals"] != names:
            raise ModelError(f"{folder}: {MODEL} sees other signals than {MANIFEST} says")
        segments = {name: _segment(name, each, len(names)) for name, each in state["segments"].items()}
        return Loaded(Model(names, columns, segments), _ranker(state["ranker"], len(names) + 1), manifest)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"{folder / MODEL}: holds no model of Counterflow: {error}") from error


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder; raises ModelError where there is none that this version understands."""
    written = _read(folder / MANIFEST)
    try:
        found = msgspec.json.decode(written)
        if isinstance(found, dict) and found.get("format") != FORMAT:
            raise ModelError(f"{folder / MANIFEST}: format {found.get('format')}, this version reads {FORMAT}")
        return msgspec.json.decode(written, type=Manifest)
    except msgspec.DecodeError as error:
        raise ModelError(f"{folder / MANIFEST}: no manifest of a model: {error}") from error


def _columns(folder: Path, used: Sequence[Used], signals: Sequence[Signal]) -> np.ndarray[Any, np.dtype[np.int64]]:
    known = {signal.name: (column, signal) for column, signal in enumerate(signals)}
    columns = []
    for each in used:
        if each.name not in known:
            raise ModelError(f"{folder}: the model sees the signal {each.name}, which there is not; train it anew")
        column, signal = known[each.name]
        if version_of(signal) != each.version:
            raise ModelError(f"{folder}: the signal {each.name} has changed since the model was trained; train it anew")
        columns.append(column)
    return np.array(columns, dtype=np.int64)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ModelError(f"{file} cannot be read: {error.strerror}") from error


def _state_of(file: Path, data: bytes) -> Mapping[str, Any]:
    import skops.io

    try:
        untrusted = sorted(set(skops.io.get_untrusted_types(data=data)) - TRUSTED)
        if untrusted:
            raise ModelError(f"{file}: holds types that are not trusted: {', '.join(untrusted)}")
        state: Mapping[str, Any] = skops.io.loads(data, trusted=sorted(TRUSTED))
    except ModelError:
        raise
    except Exception as error:  # whatever skops makes of bytes that are no model
        raise ModelError(f"{file}: cannot be read as a model: {error}") from error
    return state


def _state(segment: Segment) -> dict[str, Any]:
    scale = {name: getattr(segment.scale, name) for name in _SCALE}
    forest = {"trees": segment.forest.trees.state(), "expected": segment.forest.expected}
    peers = {name: each.state() for name, each in segment.peers.items()}
    return {"scale": scale, "forest": forest, "tail": segment.tail.state(), "peers": peers}


def _segment(name: str, state: Mapping[str, Any], features: int) -> Segment:
    scale, forest = Scale(**state["scale"]), state["forest"]
    if any(getattr(scale, each).shape != (features,) for each in _SCALE):
        raise ValueError(f"the scale of {name} has not {features} signals")
    trees = Trees.from_state(forest["trees"], features)
    peers = {each: Peers.from_state(state["peers"][each]) for each in PEERS}
    return Segment(name, scale, Forest(trees, float(forest["expected"])), Tail.from_state(state["tail"]), peers)


def _ranker(state: Mapping[str, Any] | None, features: int) -> Ranker | None:
    return Ranker(Trees.from_state(state["trees"], features), float(state["baseline"])) if state is not None else None
