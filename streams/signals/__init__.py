"""Signals: one number each about a subject at a moment, computed anew for every movement from the kept history."""
