from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from streams.catalogue import Catalogue
from streams.catalogue.tuning import Knob, Override
from streams.catalogue.typology import Status
from streams.errors import CatalogueError
from tests.catalogue.examples import SIGNALS, write


def load(directory: Path, **overrides: float | Status) -> Catalogue:
    """The catalogue of a directory, with parameters, or the status, of `several-payments` as overridden."""
    found = {
        Knob("several-payments", None if name == "status" else name): Override(value, "tuning.yaml: change c1")
        for name, value in overrides.items()
    }
    return Catalogue.load([directory], found, SIGNALS)


def row(**values: float) -> np.ndarray:
    return np.array([values.get(signal.name, 0.0) for signal in SIGNALS])


def test_typologies_are_discovered_in_the_order_of_their_ids(tmp_path: Path):
    write(tmp_path, "zebra")
    write(tmp_path, "aardvark", when="is_in and in_sum_7d > 5")
    (tmp_path / "notes.txt").write_text("not a typology")
    assert [typology.id for typology in load(tmp_path).typologies] == ["aardvark", "zebra"]


def test_each_row_of_the_matrix_is_judged_by_each_typology(tmp_path: Path):
    write(tmp_path, "few", when="in_count_7d <= 1")
    write(tmp_path, "many", when="in_count_7d >= 5 and in_sum_7d > 10")
    matrix = np.array([row(in_count_7d=1), row(in_count_7d=5, in_sum_7d=11), row(in_count_7d=np.nan, in_sum_7d=11)])
    catalogue = load(tmp_path)
    assert catalogue.evaluate(matrix).tolist() == [[True, False, False], [False, True, False]]
    assert [catalogue.evaluate(matrix[i : i + 1])[:, 0].tolist() for i in range(3)] == [
        [True, False],
        [False, True],
        [False, False],
    ]
    assert catalogue.evaluate(matrix[:0]).shape == (2, 0)


def test_a_typology_is_found_by_its_id_and_missed_with_a_suggestion(tmp_path: Path):
    write(tmp_path)
    catalogue = load(tmp_path)
    assert catalogue["several-payments"].window_us == 7 * 86_400 * 1_000_000
    assert catalogue["several-payments"].signals == ("in_count_7d", "in_sum_7d")
    with pytest.raises(CatalogueError, match="did you mean several-payments"):
        catalogue["several-payment"]


def test_evidence_is_selected_from_columns_about_movements(tmp_path: Path):
    write(tmp_path, evidence="evidence: inward and not small or value >= 500")
    selected = load(tmp_path)["several-payments"].is_evidence(
        {
            "inward": np.array([True, True, False, False]),
            "small": np.array([True, False, False, False]),
            "value": np.array([20.0, 400.0, 500.0, 499.0]),
        },
        4,
    )
    assert selected.tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    ("key", "line", "problem"),
    [
        ("title", "titel: Several payments", "unknown field `titel`"),
        ("weight", "weight: 1.5", r"<= 1.* `\$.weight`"),
        ("weight", "weight: heavy", r"`\$.weight`"),
        ("weight", "", "missing required field `weight`"),
        ("status", "status: silent", None),
        ("stage", "stage: sometime", r"`\$.stage`"),
        ("crimes", "crimes: [littering]", r"`\$.crimes"),
        ("id", "id: another-name", "it must be the file's name"),
        ("window", "window: a week", "window: 'a week' is not a duration"),
        ("evidence", "evidence: inwards", r"evidence: unknown name inwards; did you mean inward\?"),
        ("narrative", 'narrative: "{in_count}"', r"narrative: unknown name in_count; did you mean in_count_7d\?"),
        ("references", "references: [{amltrix: T16}]", r"`\$.references"),
        ("references", "references: [{sauce: FATF}]", "unknown field `sauce`"),
        ("params", "params: {min_count: three, min_value: 5}", r"`\$.params"),
    ],
)
def test_a_file_that_is_not_right_is_refused_by_file_and_key(tmp_path: Path, key: str, line: str, problem: str | None):
    write(tmp_path, **{key: line})
    if problem is None:
        load(tmp_path)
        return
    with pytest.raises(CatalogueError, match=f"several-payments.yaml: .*{problem}"):
        load(tmp_path)


def test_all_files_that_are_refused_are_named_at_once(tmp_path: Path):
    write(tmp_path, "first", when="in_summ_7d > 5")
    write(tmp_path, "second", when="out_summ_7d > 5")
    with pytest.raises(CatalogueError, match=r"(?s)first.yaml: when: .*\nsecond.yaml: when: "):
        load(tmp_path)


def test_two_files_of_one_id_are_refused(tmp_path: Path):
    for name in ("ours", "theirs"):
        (tmp_path / name).mkdir()
        write(tmp_path / name)
    with pytest.raises(CatalogueError, match="id several-payments is taken by"):
        Catalogue.load([tmp_path / "ours", tmp_path / "theirs"], None, SIGNALS)


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(CatalogueError, match="no such directory"):
        Catalogue.load([tmp_path / "absent"], None, SIGNALS)


def test_overrides_change_parameters_and_status_and_nothing_else(tmp_path: Path):
    write(tmp_path)
    write(tmp_path, "other", when="in_sum_7d > 5")
    matrix = np.array([row(in_count_7d=4, in_sum_7d=2000)])
    assert load(tmp_path).evaluate(matrix).all()
    changed = load(tmp_path, min_count=5, status="shadow")
    assert changed.evaluate(matrix).tolist() == [[True], [False]]
    typology = changed["several-payments"]
    assert typology.status == "shadow"
    assert typology.params == {"min_count": 5, "min_value": 1000}
    assert changed["other"].digest == load(tmp_path)["other"].digest
    assert typology.digest != load(tmp_path)["several-payments"].digest


def test_an_override_of_something_that_is_not_there_is_refused_by_its_change(tmp_path: Path):
    write(tmp_path, "severl-payments")
    with pytest.raises(CatalogueError, match="change c1: unknown typology several-payments; did you mean severl-p"):
        load(tmp_path, status="shadow")
    write(tmp_path)
    with pytest.raises(CatalogueError, match=r"change c1: .*unknown parameter min_cuont; did you mean min_count\?"):
        load(tmp_path, min_cuont=5)


def test_the_digest_follows_the_content_and_not_the_form(tmp_path: Path):
    path = write(tmp_path)
    digest = load(tmp_path).digest
    path.write_text("# a comment\n" + path.read_text().replace("weight: 0.5", "weight:   0.50"))
    assert load(tmp_path).digest == digest
    assert load(tmp_path, min_count=3).digest == digest
    assert load(tmp_path, min_count=4).digest != digest
    assert load(tmp_path, status="shadow").digest != digest
    write(tmp_path, action="action: Review at once.")
    assert load(tmp_path).digest != digest


def test_a_loaded_catalogue_stays_as_it_is_when_its_files_change(tmp_path: Path):
    write(tmp_path)
    catalogue = load(tmp_path)
    write(tmp_path, when="in_count_7d > 1000")
    assert catalogue.evaluate(np.array([row(in_count_7d=4, in_sum_7d=2000)])).all()
