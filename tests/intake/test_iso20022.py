from pathlib import Path

import pytest

from streams.errors import Reason, Rejection
from streams.intake.iso20022 import parse

BILLION_LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE Document [
  <!ENTITY a "ha">
  <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
  <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
  <!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
]>
<Document><FIToFICstmrCdtTrf>&d;</FIToFICstmrCdtTrf></Document>"""


def reason(value: bytes) -> Reason:
    with pytest.raises(Rejection) as caught:
        parse(value)
    return caught.value.reason


def test_an_xml_bomb_is_unsafe() -> None:
    assert reason(BILLION_LAUGHS) is Reason.UNSAFE_XML


def test_an_external_entity_is_unsafe(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    doctype = f'<!DOCTYPE Document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    assert reason(f"{doctype}<Document>&x;</Document>".encode()) is Reason.UNSAFE_XML
    assert reason(b'<!DOCTYPE Document SYSTEM "http://127.0.0.1:1/x.dtd"><Document/>') is Reason.UNSAFE_XML


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-7"])
def test_a_doctype_cannot_hide_in_another_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + BILLION_LAUGHS.decode().partition("\n")[2]
    assert reason(text.encode(encoding)) in (Reason.NOT_UTF8, Reason.NOT_XML, Reason.UNSAFE_XML)


def test_the_declared_encoding_does_not_count() -> None:
    assert parse('<?xml version="1.0" encoding="ISO-8859-1"?><a>Zürich</a>'.encode()).text == "Zürich"
    assert reason('<?xml version="1.0" encoding="ISO-8859-1"?><a>Zürich</a>'.encode("latin-1")) is Reason.NOT_UTF8


@pytest.mark.parametrize("value", [b"<a><b></b>", b"<a><b", b'<a b="', b"<a>&am", b"<a>text"])
def test_xml_that_ends_too_early_is_truncated(value: bytes) -> None:
    assert reason(value) is Reason.TRUNCATED


@pytest.mark.parametrize("value", [b"<a></b>", b"hello", b"<a>&undeclared;</a>", b"<a>\x00</a>", b"<a/><b/>"])
def test_xml_that_is_not_well_formed_is_refused(value: bytes) -> None:
    assert reason(value) is Reason.NOT_XML


def test_ten_thousand_levels_are_too_deep() -> None:
    assert reason(b"<a>" * 10_000 + b"</a>" * 10_000) is Reason.TOO_DEEP


def test_comments_and_instructions_do_not_split_a_text() -> None:
    assert parse(b"<a>on<!-- or two -->e <?pi?>text</a>").text == "one text"


def test_blanks_and_a_byte_order_mark_before_the_declaration_are_allowed() -> None:
    assert parse(b'\xef\xbb\xbf\n <?xml version="1.0"?><a/>').tag == "a"
