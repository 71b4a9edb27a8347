"""Settings for sinks, over a real PostgreSQL."""

from __future__ import annotations

import pytest

from streams.settings import Settings


@pytest.fixture
def store_settings(database: str) -> Settings:
    """Settings for a sink of that database."""
    return Settings(postgres_dsn=database, metrics_port=0, sink_metrics_port=0)
