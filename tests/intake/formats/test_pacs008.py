from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from streams.errors import Reason, Rejection
from streams.intake.formats.pacs008 import read
from streams.records import Party
from streams.settings import Settings

SETTINGS = Settings()
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.10"
TRANSFER = """
<CdtTrfTxInf>
  <PmtId><EndToEndId>E2E-1</EndToEndId><TxId>TX-1</TxId><UETR>5f0c1a52-2d3e-4f6a-9b7c-8d9e0f1a2b3c</UETR></PmtId>
  <IntrBkSttlmAmt Ccy="EUR">1000.00</IntrBkSttlmAmt>
  <IntrBkSttlmDt>2026-01-16</IntrBkSttlmDt>
  <AccptncDtTm>2026-01-15T10:30:00.500+01:00</AccptncDtTm>
  <UltmtDbtr><Nm>Customer 40</Nm></UltmtDbtr>
  <Dbtr>
    <Nm>Customer 17</Nm>
    <PstlAdr><Ctry>CH</Ctry></PstlAdr>
    <Id><PrvtId>
      <DtAndPlcOfBirth><BirthDt>1980-02-29</BirthDt><CityOfBirth>Basel</CityOfBirth><CtryOfBirth>CH</CtryOfBirth>
      </DtAndPlcOfBirth>
      <Othr><Id>X123</Id><SchmeNm><Cd>CCPT</Cd></SchmeNm></Othr>
    </PrvtId></Id>
  </Dbtr>
  <DbtrAcct><Id><IBAN>CH9300762011623852957</IBAN></Id></DbtrAcct>
  <DbtrAgt><FinInstnId><BICFI>UBSWCHZH80A</BICFI></FinInstnId></DbtrAgt>
  <CdtrAgt><FinInstnId><ClrSysMmbId><MmbId>021000021</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt>
  <Cdtr>
    <Nm>Customer 99</Nm><CtryOfRes>US</CtryOfRes>
    <Id><OrgId><LEI>529900T8BM49AURSDO55</LEI></OrgId></Id>
  </Cdtr>
  <CdtrAcct><Id><Othr><Id>0012345</Id></Othr></Id></CdtrAcct>
  <UltmtCdtr><Nm>Customer 41</Nm></UltmtCdtr>
  <Purp><Cd>SUPP</Cd></Purp>
  <RmtInf>
    <Ustrd>Order 7</Ustrd><Ustrd> second half </Ustrd>
    <Strd><RfrdDocInf><Nb>INV-2026-7</Nb></RfrdDocInf><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>
  </RmtInf>
</CdtTrfTxInf>"""
SHORT = """
<CdtTrfTxInf><PmtId><EndToEndId>{id}</EndToEndId></PmtId><IntrBkSttlmAmt Ccy="EUR">5.00</IntrBkSttlmAmt>
<DbtrAcct><Id><IBAN>CH9300762011623852957</IBAN></Id></DbtrAcct></CdtTrfTxInf>"""


def message(*transfers: str, namespace: str = NAMESPACE, created: str = "2026-01-15T12:00:00Z") -> bytes:
    header = f"<GrpHdr><MsgId>MSG-1</MsgId><CreDtTm>{created}</CreDtTm><NbOfTxs>{len(transfers)}</NbOfTxs></GrpHdr>"
    body = f"<FIToFICstmrCdtTrf>{header}{''.join(transfers)}</FIToFICstmrCdtTrf>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{namespace}">{body}</Document>'.encode()


def refused(value: bytes) -> Rejection:
    with pytest.raises(Rejection) as caught:
        read(value, SETTINGS)
    return caught.value


def test_a_credit_transfer_is_read_field_by_field() -> None:
    (transaction,) = read(message(TRANSFER), SETTINGS)
    assert transaction.id == "TX-1"
    assert transaction.uetr == "5f0c1a52-2d3e-4f6a-9b7c-8d9e0f1a2b3c"
    assert transaction.time == datetime(2026, 1, 15, 9, 30, 0, 500000, tzinfo=UTC)
    assert transaction.booking_date == date(2026, 1, 16)
    assert (transaction.amount, transaction.currency) == (Decimal("1000.00"), "EUR")
    assert transaction.channel == "transfer"
    assert transaction.purpose == "SUPP"
    assert transaction.remittance == "Order 7 second half RF18539007547034"
    assert transaction.invoice == "INV-2026-7"
    assert transaction.debtor == Party(
        account="CH9300762011623852957",
        name="Customer 17",
        kind="person",
        country="CH",
        born=date(1980, 2, 29),
        identifiers={"CCPT": "X123"},
    )
    assert transaction.creditor == Party(
        account="0012345",
        name="Customer 99",
        kind="business",
        country="US",
        identifiers={"LEI": "529900T8BM49AURSDO55"},
    )
    assert (transaction.debtor_agent, transaction.creditor_agent) == ("UBSWCHZH80A", "021000021")
    assert transaction.ultimate_debtor == Party(name="Customer 40")
    assert transaction.ultimate_creditor == Party(name="Customer 41")


@pytest.mark.parametrize("version", ["02", "08", "12", "99"])
def test_every_version_is_read_alike(version: str) -> None:
    namespace = f"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.{version}"
    assert read(message(TRANSFER, namespace=namespace), SETTINGS) == read(message(TRANSFER), SETTINGS)


def test_a_prefix_or_no_namespace_makes_no_difference() -> None:
    prefixed = message(TRANSFER).decode().replace("<", "<p:").replace("<p:/", "</p:").replace("<p:?", "<?")
    bare = message(TRANSFER).replace(f' xmlns="{NAMESPACE}"'.encode(), b"")
    assert read(prefixed.replace("xmlns=", "xmlns:p=").encode(), SETTINGS) == read(message(TRANSFER), SETTINGS)
    assert read(bare, SETTINGS) == read(message(TRANSFER), SETTINGS)


def test_the_bic_of_older_versions_is_an_agent() -> None:
    older = message(TRANSFER.replace("BICFI", "BIC"))
    assert read(older, SETTINGS)[0].debtor_agent == "UBSWCHZH80A"


def test_the_transactions_of_a_message_come_in_its_order() -> None:
    value = message(TRANSFER, SHORT.format(id="E2E-2"), SHORT.format(id="E2E-3"))
    assert [transaction.id for transaction in read(value, SETTINGS)] == ["TX-1", "MSG-1/E2E-2", "MSG-1/E2E-3"]


def test_transactions_without_any_identification_are_told_apart_by_their_place() -> None:
    anonymous = SHORT.format(id="NOTPROVIDED")
    assert [transaction.id for transaction in read(message(anonymous, anonymous), SETTINGS)] == ["MSG-1/1", "MSG-1/2"]


def test_the_uetr_is_the_id_where_there_is_no_transaction_id() -> None:
    (transaction,) = read(message(TRANSFER.replace("<TxId>TX-1</TxId>", "")), SETTINGS)
    assert transaction.id == transaction.uetr


def test_a_time_without_zone_is_local_time() -> None:
    value = message(SHORT.format(id="E"), created="2026-07-15T12:00:00")
    assert read(value, SETTINGS)[0].time == datetime(2026, 7, 15, 12, tzinfo=UTC)
    zurich = Settings(local_timezone="Europe/Zurich")
    assert read(value, zurich)[0].time == datetime(2026, 7, 15, 10, tzinfo=UTC)


def test_messages_in_a_business_envelope_are_all_read() -> None:
    document = message(SHORT.format(id="E")).partition(b"\n")[2]
    envelope = b"<Envelope><AppHdr><BizMsgIdr>B</BizMsgIdr></AppHdr>" + document + document + b"</Envelope>"
    assert len(read(envelope, SETTINGS)) == 2


def test_remittance_longer_than_we_keep_is_cut() -> None:
    long = TRANSFER.replace("Order 7", "x" * 5000)
    assert read(message(long), SETTINGS)[0].remittance == "x" * 1024


def test_a_message_that_breaks_in_its_second_transaction_is_refused_as_a_whole() -> None:
    broken = SHORT.format(id="E").replace("5.00", "five")
    rejection = refused(message(TRANSFER, broken))
    assert (rejection.reason, rejection.field) == (Reason.INVALID_VALUE, "amount")
    assert rejection.detail.startswith("transaction 2 of 2")


@pytest.mark.parametrize(
    ("cut", "reason", "field"),
    [
        ('<IntrBkSttlmAmt Ccy="EUR">1000.00</IntrBkSttlmAmt>', Reason.MISSING_FIELD, "amount"),
        (' Ccy="EUR"', Reason.MISSING_FIELD, "currency"),
        ("1000.00", Reason.INVALID_VALUE, "amount"),
    ],
)
def test_what_a_transfer_lacks_is_named(cut: str, reason: Reason, field: str) -> None:
    rejection = refused(message(TRANSFER.replace(cut, "")))
    assert (rejection.reason, rejection.field) == (reason, field)


def test_a_message_needs_a_header_and_a_transaction() -> None:
    headless = f'<Document xmlns="{NAMESPACE}"><FIToFICstmrCdtTrf>{TRANSFER}</FIToFICstmrCdtTrf></Document>'.encode()
    assert (refused(headless).reason, refused(headless).field) == (Reason.MISSING_FIELD, "GrpHdr")
    assert (refused(message()).reason, refused(message()).field) == (Reason.MISSING_FIELD, "CdtTrfTxInf")


@pytest.mark.parametrize("created", ["soon", "2026-01-15", "2026-13-01T00:00:00Z"])
def test_a_time_that_is_none_is_refused(created: str) -> None:
    rejection = refused(message(SHORT.format(id="E"), created=created))
    assert (rejection.reason, rejection.field) == (Reason.INVALID_VALUE, "time")


def test_an_element_that_may_appear_once_hides_no_second() -> None:
    twice = TRANSFER.replace("<IntrBkSttlmDt>", '<IntrBkSttlmAmt Ccy="EUR">1.00</IntrBkSttlmAmt><IntrBkSttlmDt>')
    rejection = refused(message(twice))
    assert (rejection.reason, rejection.field) == (Reason.INVALID_VALUE, "CdtTrfTxInf/IntrBkSttlmAmt")


def test_a_document_in_supplementary_data_is_not_taken_for_a_message() -> None:
    inner = message(SHORT.format(id="E")).partition(b"\n")[2].decode()
    supplemented = TRANSFER.replace(
        "</CdtTrfTxInf>", f"<SplmtryData><Envlp>{inner}</Envlp></SplmtryData></CdtTrfTxInf>"
    )
    assert [transaction.id for transaction in read(message(supplemented), SETTINGS)] == ["TX-1"]
