"""A synthetic town: ordinary financial life with known crimes in it, the same bytes for the same seed.

    town = build()
    for line in town.lines(): ...          # JSON, in event-time order
    town.injections                        # who did what, with which transactions

`town.py` is the place to start reading. `life/` holds what people do on ordinary days, `crimes/` one file per
typology, named like it. Nothing here is calibrated on a detection rule: crime and detection share the thresholds of
the law (`law.py`) and no other number.
"""

from models.synthetic.injection import LEVELS, Injection, Level
from models.synthetic.score import score
from models.synthetic.town import Town, build

__all__ = ["LEVELS", "Injection", "Level", "Town", "build", "score"]
