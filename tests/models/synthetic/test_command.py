from __future__ import annotations

import json
from pathlib import Path

from models.synthetic import Town
from models.synthetic.__main__ import write
from streams.intake.reading import read
from streams.settings import Settings


def test_a_town_is_written_with_a_label_that_intake_does_not_read(small_town: Town, tmp_path: Path):
    file = tmp_path / "town.jsonl"
    injected = {each for injection in small_town.injections for each in injection.transactions}
    assert write(small_town, file) == len(injected) > 0
    lines = file.read_bytes().splitlines()
    assert {said["id"] for said in map(json.loads, lines) if said["injected"]} == injected
    few = slice(0, None, 97)
    assert [each for line in lines[few] for each in read(line, None, Settings())] == small_town.transactions[few]
