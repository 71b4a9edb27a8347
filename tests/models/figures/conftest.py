"""A small stream in the form of AMLGentex: payments among neighbours, and chains of new ones that launder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models.figures.stream import Judged, judge

START = datetime(2023, 1, 1, tzinfo=UTC)
ACCOUNTS, DAYS, PATTERNS = 60, 40, 12


def payments(seed: int = 7) -> tuple[list[tuple[float, int, int, float, int]], list[tuple[int, str, int]]]:
    """Day, payer, payee, amount and pattern of each; number, type and member of each pattern."""
    rng = np.random.default_rng(seed)
    paid = [(float(day), int(a), int((a + s) % ACCOUNTS), float(m), -1) for day, a, s, m in _honest(rng)]
    members = []
    for number in range(PATTERNS):
        path = rng.choice(ACCOUNTS, 6, replace=False).tolist()
        began = number * (DAYS - 3) / PATTERNS
        paid += [(began + 0.3 * at, a, b, 900.0, number) for at, (a, b) in enumerate(pairwise(path))]
        members += [(number, "stack" if number % 2 else "cycle", account) for account in path]
    return sorted(paid), members


def _honest(rng: np.random.Generator) -> np.ndarray:
    count = 1500
    return np.column_stack(
        [
            rng.uniform(0, DAYS, count),
            rng.integers(0, ACCOUNTS, count),
            rng.integers(1, 4, count),
            rng.uniform(20, 400, count).round(2),
        ]
    )


def write(folder: Path, paid: list[tuple[float, int, int, float, int]], members: list[tuple[int, str, int]]) -> Path:
    rows = [
        {
            "id": f"t{at}",
            "time": (START + timedelta(days=day)).isoformat(),
            "amount": amount,
            "nameOrig": payer,
            "nameDest": payee,
            "bankOrig": "a",
            "bankDest": "a",
            "isSAR": int(pattern >= 0),
            "patternID": pattern,
        }
        for at, (day, payer, payee, amount, pattern) in enumerate(paid)
    ]
    folder.mkdir(exist_ok=True)
    pl.DataFrame(rows).write_parquet(folder / "transactions.parquet")
    pl.DataFrame(members, schema=["modelID", "type", "accountID"], orient="row").write_csv(folder / "alert_models.csv")
    return folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("stream") / "run", *payments())


@pytest.fixture(scope="session")
def judged(folder: Path) -> Judged:
    return judge(folder)
