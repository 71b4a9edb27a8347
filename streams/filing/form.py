"""Writing a form in XML, and a list of what it asks for and nobody said.

Texts of strangers are cleaned of what XML or the forms refuse: control characters, line ends, and spaces at the ends.
"""

from __future__ import annotations

import msgspec
from lxml import etree

from streams.filing.case import Missing

Node = etree._Element
"""An element of the form."""


def clean(text: str) -> str:
    """Text on one line, without characters that cannot be printed."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


class Form:
    """A document under way, and what is missing in it."""

    def __init__(self, root: str, namespaces: dict[str, str] | None = None) -> None:
        """`root` is the name of the root element, with its namespace in braces where it has one."""
        self.root: Node = etree.Element(root, nsmap=namespaces)
        self._space = root[: root.index("}") + 1] if root.startswith("{") else ""
        self._missing: dict[tuple[str, str], Missing] = {}

    def add(self, parent: Node, name: str) -> Node:
        """An element without text."""
        return etree.SubElement(parent, f"{self._space}{name}")

    def put(self, parent: Node, name: str, text: str) -> Node:
        """An element with text, which must not be empty."""
        element = self.add(parent, name)
        element.text = clean(text)
        return element

    def identify(self, parent: Node, name: str, text: str, limit: int, lacking: Missing) -> None:
        """An identifier: whole, or left out and listed, because half of one is another one."""
        if not clean(text):
            self.lacks(lacking)
        elif len(clean(text)) > limit:
            self.lacks(msgspec.structs.replace(lacking, why=f"has more than the form's {limit} characters"))
        else:
            self.put(parent, name, text)

    def describe(self, parent: Node, name: str, text: str, limit: int, lacking: Missing) -> None:
        """Words: cut where the form ends, and listed."""
        words = clean(text)
        if not words:
            self.lacks(lacking)
            return
        if len(words) > limit:
            self.lacks(
                Missing(lacking.element, False, f"was cut to the form's {limit} characters", "the case file has all")
            )
            words = words[:limit].rstrip()
        self.put(parent, name, words)

    def lacks(self, missing: Missing) -> None:
        """Note that something is missing; the same again adds up."""
        key = missing.element, missing.why
        known = self._missing.get(key)
        self._missing[key] = (
            missing if known is None else msgspec.structs.replace(known, count=known.count + missing.count)
        )

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What is missing, in the order of the form, what is mandatory first."""
        return tuple(sorted(self._missing.values(), key=lambda each: not each.mandatory))

    def xml(self) -> bytes:
        """The whole document."""
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
