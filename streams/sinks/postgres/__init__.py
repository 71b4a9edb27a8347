"""The alert store: what was published and decided, in tables that dashboards and case systems can ask."""
