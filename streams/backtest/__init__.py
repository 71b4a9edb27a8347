"""What the catalogue would have said of a file of the past, measured, without Kafka."""

from streams.backtest.backtest import Options, Summary, backtest

__all__ = ["Options", "Summary", "backtest"]
