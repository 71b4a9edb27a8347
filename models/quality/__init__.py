"""How well the catalogue finds what the synthetic town hides, and how much it disturbs.

    python -m models.quality                       # everything, into models/quality/results.json and results.md
    python -m models.quality loan-back --times 20  # a quick look at one typology

`measure.py` builds towns and judges them, `report.py` adds up and writes.
"""
