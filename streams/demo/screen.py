"""How the demo looks while it runs: two bars below, alerts scrolling above; plain lines where nobody watches."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from streams.cli.render import alert_text

_LINE_SECONDS = 5.0


class Screen:
    """Bars for what was sent and what is processed, and each new alert as it comes."""

    def __init__(self, console: Console, total: int) -> None:
        """For so many transactions."""
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:>9,.0f} of {task.total:,.0f}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._sent = self._progress.add_task("sent     ", total=total)
        self._processed = self._progress.add_task("processed", total=total)
        self._alerts = 0
        self._last_line = time.monotonic()

    def update(self, *, sent: int, processed: float) -> None:
        """Move the bars; without a terminal, print a line now and then."""
        self._progress.update(self._sent, completed=sent)
        self._progress.update(self._processed, completed=processed)
        if not self._console.is_terminal and time.monotonic() - self._last_line >= _LINE_SECONDS:
            self._last_line = time.monotonic()
            self._console.print(f"sent {sent:,} · processed {processed:,.0f} · {self._alerts:,} alerts")

    def show(self, alert: Mapping[str, Any]) -> None:
        """An alert with its narrative; revisions are not shown again."""
        if alert["status"] == "new":
            self._alerts += 1
            self._console.print(alert_text(alert), soft_wrap=not self._console.is_terminal)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
