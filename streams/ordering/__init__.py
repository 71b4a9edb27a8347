"""Event-time order: intake says how far its input has come, and the subjects' side holds movements back until then."""
