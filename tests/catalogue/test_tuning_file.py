"""What is appended is read back; what stood there stays."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from streams.catalogue.tuning import Change, read_tuning
from streams.catalogue.tuning_file import append
from streams.errors import CatalogueError
from tests.catalogue.test_tuning import change


def made(**fields: object) -> Change:
    return msgspec.convert(change(**{"params": {"a": 1}, **fields}), Change).named()  # type: ignore[arg-type]


def fine(_path: Path) -> None:
    """Prove everything."""


def read(path: Path) -> list[Change]:
    return [stage.change for stage in read_tuning(path).stages]


@pytest.mark.parametrize(
    "change",
    [
        made(),
        made(params={"a": 0.25, "b": 1e20, "c": -3, "d": 1e-7}),
        made(params={}, status="shadow", approver="NO"),
        made(reason="Ümläute: 10:30 # no comment\n\nand 'quotes' - of two kinds\" {}" + " and more" * 30),
        made(author="true", id="null"),
        made(id="12e4"),
    ],
)
def test_what_is_appended_is_what_is_read(tmp_path: Path, change: Change):
    path = tmp_path / "tuning.yaml"
    append(path, change, fine)
    assert read(path) == [change]
    append(path, made(params={"z": 1}), fine)
    assert read(path) == [change, made(params={"z": 1})]


@pytest.mark.parametrize("indent", ["", "  "])
@pytest.mark.parametrize("end", ["", "\n", "\n\n# the end"])
def test_comments_and_form_of_what_stands_there_stay(tmp_path: Path, indent: str, end: str):
    path = tmp_path / "tuning.yaml"
    text = (
        f"# ours\n{indent}- effective: '2026-03-02T08:00:00Z'\n{indent}  typology: fan-in\n{indent}  status: shadow\n"
    )
    text += f"{indent}  author: A  # of the night shift\n{indent}  reason: R{end}"
    path.write_text(text)
    before = read(path)
    append(path, made(), fine)
    assert path.read_text().startswith(text)
    assert read(path) == [*before, made()]


@pytest.mark.parametrize("text", ["[]", "# ours\n[]\n", "# ours\n", "\n"])
def test_an_empty_list_takes_a_change(tmp_path: Path, text: str):
    path = tmp_path / "tuning.yaml"
    path.write_text(text)
    append(path, made(), fine)
    assert read(path) == [made()]
    assert ("# ours" in path.read_text()) == ("# ours" in text)


@pytest.mark.parametrize("text", ["[{a: 1}]", "fan-in: {status: shadow}", "a: ["])
def test_a_form_to_which_nothing_can_be_appended_is_refused_and_left(tmp_path: Path, text: str):
    path = tmp_path / "tuning.yaml"
    path.write_text(text)
    with pytest.raises(CatalogueError, match=r"tuning\.yaml: "):
        append(path, made(), fine)
    assert path.read_text() == text


def test_what_cannot_be_proved_is_not_written_and_the_message_names_the_file(tmp_path: Path):
    path = tmp_path / "tuning.yaml"
    append(path, made(), fine)
    before = path.read_text()

    def refuse(new: Path) -> None:
        assert len(read(new)) == 2
        assert path.read_text() == before
        raise CatalogueError(f"{new}: change c1: no")

    with pytest.raises(CatalogueError, match=f"^{path}: change c1: no$"):
        append(path, made(status="shadow"), refuse)
    assert path.read_text() == before
    assert os.listdir(tmp_path) == ["tuning.yaml"]


def test_a_link_stays_and_the_mode_of_its_target_too(tmp_path: Path):
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "tuning.yaml", tmp_path / "tuning.yaml"
    target.write_text("[]")
    target.chmod(0o640)
    link.symlink_to(target)
    append(link, made(), fine)
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert read(target) == [made()]


def test_a_folder_that_is_not_there_is_an_error_with_the_file(tmp_path: Path):
    with pytest.raises(CatalogueError, match=r"absent/tuning\.yaml: cannot be written: No such file"):
        append(tmp_path / "absent" / "tuning.yaml", made(), fine)


def test_those_who_append_at_once_lose_nothing(tmp_path: Path):
    path = tmp_path / "tuning.yaml"
    changes = [made(params={"a": number}) for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(append, path, each, fine) for each in changes]:
            done.result()
    assert sorted(each.id for each in read(path)) == sorted(each.id for each in changes)
