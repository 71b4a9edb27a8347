"""Labels from what analysts decided: the transactions of the alerts that they escalated or closed.

Escalated is a crime, closed as a false positive is none; duplicates, errors in the data and what was closed for another
reason say nothing. What was drawn at random counts like the rest, and is the only part that speaks of what no typology
flagged.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from streams.dispositions.precision import latest
from streams.errors import ModelError
from streams.intake.parties import hash64
from streams.records import Disposition


def read_verdicts(file: Path) -> dict[int, bool]:
    """Whether a transaction, by the hash of its id, is a crime, from JSON lines as `counterflow dispositions --json`
    prints them. Of several verdicts about one alert the last counts; who is escalated once is not cleared by another
    alert. Raises ModelError where the file cannot be read or says nothing.
    """
    decode = msgspec.json.Decoder(Disposition).decode
    found: list[Disposition] = []
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    try:
                        found.append(decode(line))
                    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                        raise ModelError(f"{file}, line {number}: is no disposition: {error}") from error
    except OSError as error:
        raise ModelError(f"{file} cannot be read: {error.strerror}") from error
    labels: dict[int, bool] = {}
    for each in latest(found):
        says_crime = each.verdict == "escalate"
        if not says_crime and each.reason != "false_positive":
            continue
        for transaction in each.known.transactions if each.known is not None else ():
            key = hash64(transaction.encode())
            labels[key] = labels.get(key, False) or says_crime
    if not labels:
        raise ModelError(f"{file}: nothing is escalated or closed as a false positive, so there is nothing to learn")
    return labels
