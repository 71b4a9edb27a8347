"""The demo: a synthetic town through a real worker, and what was found of what was injected.

`run` is the whole story; `stage` starts what it plays on, `screen` shows it, `verdict` sums it up.
"""

from streams.demo.run import run

__all__ = ["run"]
