"""Settings of a process that is deployed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from streams.settings import Settings

Made = Callable[[Mapping[str, str], Path | None], Settings]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    """The settings of a process with such an environment; one that is no setting is an error."""

    def make(environment: Mapping[str, str], file: Path | None) -> Settings:
        ours = {name: value for name, value in environment.items() if name.startswith("COUNTERFLOW_")}
        with monkeypatch.context() as patch:
            for name, value in ours.items():
                patch.setenv(name, value)
            if file is not None:
                patch.setenv("COUNTERFLOW_SETTINGS_FILE", str(file))
            settings = Settings()
        fields = {name.removeprefix("COUNTERFLOW_").lower().split("__")[0] for name in ours} - {"settings_file"}
        assert fields <= Settings.model_fields.keys()
        return settings

    return make
