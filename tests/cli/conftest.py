"""The command, run in this process as `counterflow …` would be."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from streams import topics
from streams.cli import main
from streams.settings import Settings


@dataclass(frozen=True)
class Result:
    """What a run of the command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def counterflow(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs the command with these arguments."""

    def run(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["counterflow", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return Result(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def cluster(embedded_broker, prefix: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of topics that exist, in force for the command too."""
    settings = Settings(broker=embedded_broker.bootstrap, embedded_broker=True, topic_prefix=prefix)
    for name in ("broker", "embedded_broker", "topic_prefix"):
        monkeypatch.setenv(f"COUNTERFLOW_{name.upper()}", str(getattr(settings, name)))
    topics.create(settings)
    return settings
