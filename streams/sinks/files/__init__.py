"""Alerts as JSON lines in files that are put aside by size and by day."""
