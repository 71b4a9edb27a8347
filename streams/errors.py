"""Every error that Counterflow raises on purpose.

    CounterflowError
    ├── SettingsError            a setting is missing or contradicts another
    ├── ReferenceTableError          a reference table cannot be used as it is
    ├── MappingError             a mapping file does not fit its input
    ├── CatalogueError           a typology cannot be loaded, compiled or proved
    │   └── ExpressionError      a `when` or `evidence` expression is wrong
    ├── StateError               persisted state cannot be read
    ├── RestoreError             the states of a partition cannot be restored now
    ├── BrokerError              no broker can be started or reached
    ├── TraceError               an alert cannot be found or followed
    ├── UnavailableError         what a sink writes to is away or refuses; the same is tried again
    ├── FilingError              a report cannot be drafted, or its record not be changed so
    ├── DispositionError         a decision cannot be published as it was asked for
    ├── ModelError               a model cannot be trained, or must not be loaded
    └── Rejection                one record cannot become a transaction or be applied

A `Rejection` is data as well as an error: it travels to `transactions.rejected` with its reason and field.
"""

from __future__ import annotations

from enum import StrEnum


class CounterflowError(Exception):
    """Base of all errors raised on purpose; the message says what was wrong, where, and what to do."""


class SettingsError(CounterflowError):
    """A setting is missing or contradicts another one."""


class ReferenceTableError(CounterflowError):
    """A reference table is refused; the message names file and line."""


class MappingError(CounterflowError):
    """A mapping file names columns that its input does not have, or values it cannot read."""


class CatalogueError(CounterflowError):
    """A typology cannot be loaded, compiled or proved; the message names the file."""


class ExpressionError(CatalogueError):
    """An expression names something unknown or uses a construct that is not allowed."""


class StateError(CounterflowError):
    """A persisted state record cannot be read by this version."""


class BrokerError(CounterflowError):
    """A broker cannot be started, or does not answer; the message names it."""


class TraceError(CounterflowError):
    """An alert cannot be found, or its money cannot be followed."""


class UnavailableError(CounterflowError):
    """What a sink writes to is away, or refuses whatever it is given; no record is at fault, so all is tried again.

    `retry_after` are the seconds that it asked to be left alone; 0 where it did not. `progressed` says that part of it
    was done, so that pauses may begin anew.
    """

    def __init__(self, message: str, retry_after: float = 0.0, progressed: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.progressed = progressed


class FilingError(CounterflowError):
    """A report cannot be drafted from these alerts, or what is kept of a filing must not be changed so."""


class DispositionError(CounterflowError):
    """A decision cannot be published as it was asked for; the message says what to change."""


class ModelError(CounterflowError):
    """A model cannot be trained from a file, or a saved one must not be used; the message says which and why."""


class RestoreError(CounterflowError):
    """The states of a partition cannot be restored now; no record is at fault, so none may be put aside for it."""


class Reason(StrEnum):
    """Why a record was rejected. The values are published and label the metric, so they never change."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    TRUNCATED = "truncated"
    TOO_DEEP = "too_deep"
    UNKNOWN_FORMAT = "unknown_format"
    NOT_XML = "not_xml"
    UNSAFE_XML = "unsafe_xml"
    UNSUPPORTED_MESSAGE = "unsupported_message"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    INVALID_VALUE = "invalid_value"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    AMOUNT_NOT_FINITE = "amount_not_finite"
    AMOUNT_OUT_OF_RANGE = "amount_out_of_range"
    TOO_MANY_DECIMALS = "too_many_decimals"
    UNKNOWN_CURRENCY = "unknown_currency"
    TIME_WITHOUT_ZONE = "time_without_zone"
    TIME_OUT_OF_RANGE = "time_out_of_range"
    NO_PARTY = "no_party"
    CONFLICTING_DUPLICATE = "conflicting_duplicate"
    INVALID_DISPOSITION = "invalid_disposition"
    DISPOSITION_NOT_APPROVED = "disposition_not_approved"
    PROCESSING_FAILED = "processing_failed"


class Rejection(CounterflowError):  # noqa: N818  (data that travels, more than an error)
    """One record cannot be used.

    `reason` is a stable word, `field` the path of the offending field in the record (empty where the record as a whole
    is at fault), `detail` a sentence for a person.
    """

    def __init__(self, reason: Reason, detail: str, field: str = "") -> None:
        super().__init__(f"{reason.value}{f' at {field}' if field else ''}: {detail}")
        self.reason = reason
        self.field = field
        self.detail = detail
