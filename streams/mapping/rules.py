"""The mapping file: for each field of Transaction, a rule that says where its content comes from.

    fields:
      id:              {template: "{branch}-{number}"}             # columns joined
      time:            {column: booked, format: "%d.%m.%Y %H:%M", zone: Europe/Zurich}
      booking_date:    {column: step, unit: day, from: 2023-01-01T00:00:00Z}
      amount:          {column: cents, scale: 0.01}                 # or decimal_mark: "," for 1.234,50
      currency:        {constant: CHF}
      debtor.account:  {column: from_account, null_values: ["", "-"]}
      channel:         {column: type, values: {TRF: transfer, ATM: cash}, otherwise: card}
    labels: [is_fraud]      # columns that no rule may read, because they hold the answer
    null_values: ["", NULL] # texts that mean nothing, for all rules that name none of their own; the default is [""]
    separator: ";"          # of CSV
    encoding: latin-1       # of CSV

Without `format` a time or date must be written as RFC 3339 writes it, with a zone or with the rule's `zone`. In a
template `{row}` is the number of the row, counted from 1, unless the file has a column of that name.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from streams.errors import MappingError
from streams.mapping.checks import check_mapping, check_rule
from streams.mapping.fields import field_at, suggestion

ROW = "row"
"""The column that a template can use without the file having it."""

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """Where one field comes from: exactly one of column, template and constant, and at most one way to convert it."""

    column: str | None = None
    template: str | None = None
    constant: str | int | float | bool | None = None
    values: dict[str, str | int | float | bool] | None = None
    """Content of the field for each text of the file; another text is published as it is, for intake to refuse."""
    otherwise: str | int | float | bool | None = None
    """Content for every text that `values` does not have."""
    unit: Literal["second", "minute", "hour", "day"] | None = None
    """The text is a number of these since `from`."""
    from_: datetime | None = None
    format: str | None = None
    """How time or date are written, in the notation of strptime."""
    zone: str | None = None
    """IANA zone of a time that carries none; the earlier one where the clock was set back."""
    scale: Decimal | None = None
    """The number is multiplied by this, exactly."""
    decimal_mark: Literal[",", "."] | None = None
    """What separates the decimals; groups of three digits may then be separated by the other one, ' or a blank."""
    null_values: tuple[str, ...] | None = None

    @property
    def columns(self) -> list[str]:
        """The columns that the rule reads."""
        if self.column is not None:
            return [self.column]
        return _PLACEHOLDER.findall(self.template or "")

    @property
    def template_parts(self) -> list[tuple[bool, str]]:
        """The template in pieces, each with whether it is the name of a column."""
        pieces = _PLACEHOLDER.split(self.template or "")
        return [(index % 2 == 1, piece) for index, piece in enumerate(pieces) if piece]


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """A checked mapping file."""

    fields: dict[str, Rule]
    labels: tuple[str, ...] = ()
    null_values: tuple[str, ...] = ("",)
    separator: str = ","
    encoding: str = "utf-8"

    @classmethod
    def load(cls, path: Path) -> Mapping:
        """Read a mapping file. Raises MappingError, which names the file and the field."""
        try:
            return cls.parse(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise MappingError(f"{path}: cannot be read: {error}") from error
        except MappingError as error:
            raise MappingError(f"{path}: {error}") from None

    @classmethod
    def parse(cls, text: str) -> Mapping:
        """Check the text of a mapping file. Raises MappingError, which names the field."""
        try:
            written = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise MappingError(f"not YAML: {error}") from None
        if not isinstance(written, dict) or not isinstance(written.get("fields"), dict):
            raise MappingError("a mapping file is a table with the entry `fields`, a table of its own")
        for name in written:
            if name not in cls.__struct_fields__:
                raise MappingError(f"unknown entry {name!r}{suggestion(str(name), cls.__struct_fields__)}")
        rules = {str(path): _rule(str(path), rule) for path, rule in written.pop("fields").items()}
        try:
            mapping = msgspec.convert({**written, "fields": {}}, cls)
        except msgspec.ValidationError as error:
            raise MappingError(str(error)) from None
        mapping = msgspec.structs.replace(mapping, fields=rules)
        check_mapping(mapping)
        return mapping


def _rule(path: str, written: object) -> Rule:
    field = field_at(path)
    if not isinstance(written, dict):
        raise MappingError(f"{path}: a rule is a table such as {{column: name}}, not {written!r}")
    for name in written:
        if name not in Rule.__struct_encode_fields__:
            raise MappingError(f"{path}: unknown entry {name!r}{suggestion(str(name), Rule.__struct_encode_fields__)}")
    try:
        rule = msgspec.convert(_plain(path, written), Rule)
    except msgspec.ValidationError as error:
        raise MappingError(f"{path}: {error}") from None
    check_rule(path, rule, field)
    return rule


def _plain(path: str, written: dict[str, Any]) -> dict[str, Any]:
    """What YAML made of the rule, without the types that it guessed from unquoted words."""
    plain = dict(written)
    if isinstance(plain.get("values"), dict):
        for text in plain["values"]:
            if not isinstance(text, str | int) or isinstance(text, bool):
                raise MappingError(f"{path}: put {text!r} in quotes; YAML read the word as {type(text).__name__}")
        plain["values"] = {str(text): _undated(content) for text, content in plain["values"].items()}
    for entry in {"constant", "otherwise"} & plain.keys():
        plain[entry] = _undated(plain[entry])
    if "scale" in plain:
        plain["scale"] = str(plain["scale"])
    return plain


def _undated(content: object) -> object:
    return content.isoformat() if isinstance(content, date) else content
