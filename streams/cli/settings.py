"""`counterflow settings`."""

from __future__ import annotations

from streams.cli.console import Json, load_settings, print_json


def settings(as_json: Json = False) -> None:
    """Print every setting in force, each with what it is for; secrets are masked.

    A setting `name` is set by the environment variable COUNTERFLOW_NAME, a nested one by COUNTERFLOW_NAME__PART.
    """
    found = load_settings()
    fields = type(found).model_fields
    values = found.model_dump(mode="json")
    if as_json:
        print_json({name: {"value": values[name], "description": fields[name].description} for name in fields})
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    defaults = type(found).model_construct().model_dump(mode="json")
    table = Table("setting", "value", "what it is for", box=None, pad_edge=False)
    for name, field in fields.items():
        style = "" if values[name] == defaults[name] else "bold green"
        table.add_row(name, Text(str(values[name]), style), Text(field.description or ""))
    Console().print(table)
