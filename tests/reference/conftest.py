from collections.abc import Callable
from pathlib import Path

import pytest

from streams.reference import Reference


@pytest.fixture(scope="session")
def reference() -> Reference:
    return Reference.load()


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Writes the lines of a table and says where it is."""

    def write(*lines: str, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write
