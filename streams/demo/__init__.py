"""The demo: a synthetic town through a real worker, and what was found of what was injected.

`run` is the whole story; `stage` is what it plays on, `play` the course, `screen` the look, `verdict` the result.
`live` is another story: a town whose last days are still to come, for a broker and workers that run already.
"""

from streams.demo.run import run

__all__ = ["run"]
