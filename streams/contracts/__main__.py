"""Writes deploy/asyncapi.yaml, the document of the default settings."""

from pathlib import Path

from streams.contracts import NAME
from streams.contracts.document import render
from streams.settings import Settings

file = Path("deploy", NAME)
file.write_text(render(Settings.model_construct()), encoding="utf-8")
print(file)
