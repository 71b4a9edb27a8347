"""The figures that are published of rules and model, and of peers beside them: `python -m models.figures DATA`."""
