"""ISO 20022 XML as a stranger may send it: parsed without risk, and looked into by local names.

Local names, because every version of a message has a namespace of its own and the elements that we read keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from streams.errors import Reason, Rejection
from streams.intake.refusals import not_utf8

_BOM = b"\xef\xbb\xbf"
_DOCTYPE = b"<!DOCTYPE"
_RESOURCE_LIMIT = etree.ErrorTypes.ERR_RESOURCE_LIMIT
_UNFINISHED = etree.ErrorTypes.ERR_TAG_NOT_FINISHED

# The encoding is set, whatever the XML declares: DOCTYPE cannot hide in another one from the search for its bytes.
_PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


def looks_like_xml(value: bytes) -> bool:
    """Whether the first character that is not blank is `<`."""
    return value.removeprefix(_BOM).lstrip()[:1] == b"<"


def parse(value: bytes) -> etree._Element:
    """The root element.

    Any DOCTYPE is refused: that is where external entities and entities that multiply are declared, and ISO 20022 has
    none. Raises Rejection: NOT_UTF8, UNSAFE_XML, NOT_XML, TRUNCATED, TOO_DEEP (256 levels), TOO_LARGE (10 MB of text).
    """
    value = value.removeprefix(_BOM).strip()
    try:
        value.decode()
    except UnicodeDecodeError as error:
        raise not_utf8(error) from None
    if _DOCTYPE in value:
        raise Rejection(Reason.UNSAFE_XML, "a DOCTYPE is not allowed, nor are the entities that it may declare")
    try:
        return etree.fromstring(value, _PARSER)
    except etree.XMLSyntaxError as error:
        raise _refusal(value, error) from None


def messages(root: etree._Element) -> Iterator[etree._Element]:
    """The message in each `Document`, which is the root or lies in an envelope.

    Raises Rejection, UNKNOWN_FORMAT, where there is no Document, or one without a message.
    """
    found = False
    for document in _documents(root):
        found = True
        if len(document) == 0:
            raise Rejection(Reason.UNKNOWN_FORMAT, "an ISO 20022 Document without a message")
        yield document[0]
    if not found:
        detail = f"XML with the root {local_name(root)[:64]!r}, not an ISO 20022 Document"
        raise Rejection(Reason.UNKNOWN_FORMAT, detail)


def message_name(message: etree._Element) -> str:
    """Such as `pacs.002.001.12`, from the namespace; the element's name where there is none."""
    namespace = etree.QName(message).namespace or ""
    return namespace.rpartition(":")[2][:64] or local_name(message)[:64]


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname


def all_of(element: etree._Element, path: str) -> list[etree._Element]:
    """The descendants at a path of local names such as `PmtId/TxId`."""
    return element.findall(_any_namespace(path))


def one_of(element: etree._Element, *paths: str) -> etree._Element | None:
    """The element at the first of the paths that has one.

    Raises Rejection, INVALID_VALUE, where a path leads to several: one of them would stay unseen.
    """
    for path in paths:
        found = all_of(element, path)
        if len(found) > 1:
            raise Rejection(Reason.INVALID_VALUE, "the element may appear once only", f"{local_name(element)}/{path}")
        if found:
            return found[0]
    return None


def text_of(element: etree._Element, *paths: str) -> str | None:
    """The text at the first of the paths that has an element, without blanks around it; None for none."""
    found = one_of(element, *paths)
    if found is None:
        return None
    return (found.text or "").strip() or None


def texts_of(element: etree._Element, path: str) -> list[str]:
    """All texts at a path that are not blank."""
    return [text for found in all_of(element, path) if (text := (found.text or "").strip())]


def _documents(element: etree._Element) -> Iterator[etree._Element]:
    if local_name(element) == "Document":
        yield element
    else:
        for child in element:
            yield from _documents(child)


@lru_cache(maxsize=256)
def _any_namespace(path: str) -> str:
    return "/".join(f"{{*}}{name}" for name in path.split("/"))


def _refusal(value: bytes, error: etree.XMLSyntaxError) -> Rejection:
    message = error.msg or "not well-formed"
    code: int = getattr(error, "code", 0)
    if code == _RESOURCE_LIMIT:
        return Rejection(Reason.TOO_DEEP if "depth" in message else Reason.TOO_LARGE, message)
    if value.startswith(b"<") and b"\0" not in value and (code == _UNFINISHED or not value.endswith(b">")):
        return Rejection(Reason.TRUNCATED, f"the XML ends too early: {message}")
    return Rejection(Reason.NOT_XML, message)
