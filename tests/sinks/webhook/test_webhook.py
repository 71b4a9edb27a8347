"""Everything is posted, signed, in the order of its subject, until the receiver has it or does not want it."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from streams.errors import SettingsError, UnavailableError
from streams.settings import Settings
from streams.sinks.webhook.signing import keys, signature
from streams.sinks.webhook.sink import WebhookSink
from tests.sinks.made import Grave, alert, alerts, batch, nobody, record
from tests.sinks.webhook.receiver import Receiver, Reply, Request

KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
WELL = Reply()
_FAR = "Mon, 01 Jan 2024 00:00:00 +99999999999999"


@contextmanager
def posting(answer: Callable[[Request, int], Reply], **fields: Any) -> Iterator[tuple[WebhookSink, Receiver]]:
    """A sink and the receiver that it posts to."""
    with Receiver(answer) as receiver:
        sink = WebhookSink(Settings(webhook_url=receiver.url, webhook_secret=KEY, **fields))
        try:
            yield sink, receiver
        finally:
            sink.close()


def ids(receiver: Receiver) -> list[str]:
    return [json.loads(each.body)["data"]["id"] for each in receiver.requests]


def test_an_alert_is_posted_as_it_was_published_and_signed():
    with posting(lambda *_: WELL) as (sink, receiver):
        sink.write(alerts(alert(1), alert(1, 1)), nobody)
        first, second = receiver.requests
    body = json.loads(first.body)
    assert record(alert(1), 0).value in first.body
    assert (body["type"], json.loads(second.body)["type"]) == ("alert.new", "alert.revised")
    assert first.headers["content-type"] == "application/json"
    sent = int(first.headers["webhook-timestamp"])
    assert abs(time.time() - sent) < 30
    key = keys(Settings(webhook_secret=KEY))
    assert first.headers["webhook-signature"] == signature(key, first.headers["webhook-id"], sent, first.body)
    assert first.headers["webhook-id"] != second.headers["webhook-id"]


def test_the_id_is_of_the_content_so_a_repetition_has_the_same():
    with posting(lambda *_: WELL) as (sink, receiver):
        sink.write(alerts(alert(1)), nobody)
        sink.write(alerts(alert(1), first=9), nobody)
        sink.write(batch([record(alert(1), 1, "reports.due")]), nobody)
        first, again, other = (each.headers["webhook-id"] for each in receiver.requests)
    assert first == again != other


def test_subjects_go_beside_each_other_and_the_alerts_of_one_in_order():
    under_way: Counter[str] = Counter()
    most = [0]

    def answer(request: Request, _: int) -> Reply:
        subject = json.loads(request.body)["data"]["subject"]["id"]
        under_way[subject] += 1
        assert under_way[subject] == 1
        most[0] = max(most[0], under_way.total())
        time.sleep(0.02)
        under_way[subject] -= 1
        return WELL

    with posting(answer, webhook_concurrency=4) as (sink, receiver):
        sink.write(alerts(*(alert(n, subject=f"customer:{n % 5}") for n in range(40))), nobody)
        got = ids(receiver)
    assert 1 < most[0] <= 4
    for subject in range(5):
        assert [each for each in got if int(each[6:]) % 5 == subject] == [f"alert-{n}" for n in range(subject, 40, 5)]


@pytest.mark.parametrize("reply", [Reply(503), Reply(429), Reply(0), Reply(500), Reply(401), Reply(404)])
def test_what_is_not_taken_now_is_posted_again_and_nothing_else_is(reply: Reply):
    tries = iter([reply, reply, WELL])

    with posting(lambda request, _: next(tries) if b'"alert-2"' in request.body else WELL) as (sink, receiver):
        made = alerts(*(alert(number) for number in range(4)))
        with pytest.raises(UnavailableError) as caught:
            sink.write(made, nobody)
        assert caught.value.progressed
        with pytest.raises(UnavailableError) as caught:
            sink.write(made, nobody)
        assert not caught.value.progressed
        sink.write(made, nobody)
        assert ids(receiver) == ["alert-0", "alert-1", "alert-2", "alert-2", "alert-2", "alert-3"]
        assert len({each.headers["webhook-id"] for each in receiver.requests}) == 4


def test_who_is_away_is_asked_once_and_not_for_every_subject():
    with posting(lambda *_: Reply(503), webhook_concurrency=1) as (sink, receiver):
        with pytest.raises(UnavailableError, match="503"):
            sink.write(alerts(*(alert(n, subject=f"customer:{n}") for n in range(50))), nobody)
        assert len(receiver.requests) == 1


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_is_refused_becomes_a_dead_letter_and_the_rest_goes_on(status: int):
    def answer(request: Request, _: int) -> Reply:
        return Reply(status, body=b"no such case") if b'"alert-1"' in request.body else WELL

    grave = Grave()
    with posting(answer) as (sink, receiver):
        sink.write(alerts(alert(0), alert(1), alert(2), b"{"), grave)
        assert ids(receiver) == ["alert-0", "alert-1", "alert-2"]
    assert sorted(grave.buried)[0][:2] == (1, "refused")
    assert str(status) in sorted(grave.buried)[0][2]
    assert "no such case" in sorted(grave.buried)[0][2]
    assert sorted(grave.buried)[1][:2] == (3, "unreadable")


def test_a_message_at_which_the_receiver_fails_again_and_again_becomes_a_dead_letter():
    grave = Grave()
    made = alerts(alert(1), alert(2))
    with posting(lambda request, _: Reply(500) if b"alert-1" in request.body else WELL, webhook_attempts=3) as (
        sink,
        receiver,
    ):
        for _ in range(2):
            with pytest.raises(UnavailableError):
                sink.write(made, grave)
        sink.write(made, grave)
        assert ids(receiver) == ["alert-1", "alert-1", "alert-1", "alert-2"]
    assert [each[:2] for each in grave.buried] == [(0, "refused")]


@pytest.mark.parametrize("form", ["seconds", "date", "nonsense", "far"])
def test_retry_after_is_honoured(form: str):
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    text = {"seconds": "60", "date": later, "nonsense": "soon", "far": _FAR}[form]
    with posting(lambda *_: Reply(429, {"retry-after": text})) as (sink, _):
        with pytest.raises(UnavailableError) as caught:
            sink.write(alerts(alert(1)), nobody)
        assert caught.value.retry_after == pytest.approx(60 if form in ("seconds", "date") else 0, abs=5)


def test_a_redirect_is_not_followed():
    with (
        Receiver(lambda *_: WELL) as elsewhere,
        posting(lambda *_: Reply(307, {"location": elsewhere.url})) as (sink, _),
    ):
        with pytest.raises(UnavailableError, match="307"):
            sink.write(alerts(alert(1)), nobody)
        assert elsewhere.requests == []


def test_an_answer_that_takes_too_long_is_not_waited_for():
    def slow(*_: object) -> Reply:
        time.sleep(0.6)
        return WELL

    with posting(slow, webhook_timeout_seconds=0.2) as (sink, _):
        begun = time.monotonic()
        with pytest.raises(UnavailableError, match="no answer in time"):
            sink.write(alerts(alert(1)), nobody)
        assert time.monotonic() - begun < 0.6


def test_several_alerts_of_one_subject_may_share_a_request():
    with posting(lambda *_: WELL, webhook_batch_records=3) as (sink, receiver):
        sink.write(alerts(*(alert(n, subject=f"customer:{n % 2}") for n in range(8))), nobody)
        bodies = [json.loads(each.body) for each in receiver.requests]
    assert sorted(len(body["data"]) for body in bodies) == [1, 1, 3, 3]
    assert all(len({each["data"]["subject"]["id"] for each in body["data"]}) == 1 for body in bodies)
    assert len({each["id"] for body in bodies for each in body["data"]}) == 8


def batched(request: Request) -> list[str]:
    return [each["data"]["id"] for each in json.loads(request.body)["data"]]


def test_of_a_batch_that_is_refused_only_the_alert_at_fault_becomes_a_dead_letter():
    taken: list[str] = []

    def answer(request: Request, _: int) -> Reply:
        if "alert-5" in batched(request):
            return Reply(400)
        taken.extend(batched(request))
        return WELL

    grave = Grave()
    with posting(answer, webhook_batch_records=8) as (sink, _):
        sink.write(alerts(*(alert(number) for number in range(20))), grave)
    assert taken == [f"alert-{number}" for number in range(20) if number != 5]
    assert [each[:2] for each in grave.buried] == [(5, "refused")]


def test_a_batch_that_is_too_large_is_taken_in_parts():
    taken: list[str] = []

    def answer(request: Request, _: int) -> Reply:
        if len(batched(request)) > 3:
            return Reply(413)
        taken.extend(batched(request))
        return WELL

    with posting(answer, webhook_batch_records=1000) as (sink, _):
        sink.write(alerts(*(alert(number) for number in range(20))), nobody)
    assert taken == [f"alert-{number}" for number in range(20)]


def test_of_a_batch_at_which_the_receiver_fails_none_is_buried_before_it_was_tried_alone():
    taken: list[str] = []
    alone: list[str] = []

    def answer(request: Request, _: int) -> Reply:
        held = batched(request)
        if len(held) == 1:
            alone.extend(held)
        if "alert-2" in held:
            return Reply(500)
        taken.extend(held)
        return WELL

    grave = Grave()
    made = alerts(*(alert(number) for number in range(6)))
    with posting(answer, webhook_batch_records=6, webhook_attempts=3) as (sink, _):
        for left in (6, 6, 4, 4, 0):
            before = len(taken)
            if not left:
                sink.write(made, grave)
                break
            with pytest.raises(UnavailableError) as caught:
                sink.write(made, grave)
            assert caught.value.progressed == (len(taken) > before)
            assert len(taken) == 6 - left
    assert taken == [f"alert-{number}" for number in (0, 1, 3, 4, 5)]
    assert alone.count("alert-2") == 3
    assert [each[:2] for each in grave.buried] == [(2, "refused")]


@pytest.mark.parametrize(
    "url", ["", "http://example.com/x", "ftp://localhost/", "https://user:hush@example.com/", "https:///path"]
)
def test_an_address_that_is_not_safe_is_refused(url: str):
    with pytest.raises(SettingsError, match=r"webhook_url|WEBHOOK_URL") as caught:
        WebhookSink(Settings(webhook_url=url, webhook_secret=KEY))
    assert "hush" not in str(caught.value)


def test_the_check_that_the_readme_shows_takes_ours_and_nothing_else():
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    [snippet] = [each for each in re.findall(r"```python\n(.*?)```", readme, re.DOTALL) if "is_genuine" in each]
    scope: dict[str, Any] = {}
    exec(snippet, scope)
    with posting(lambda *_: WELL) as (sink, receiver):
        sink.write(alerts(alert(1)), nobody)
        [sent] = receiver.requests
    assert scope["is_genuine"](KEY, sent.headers, sent.body)
    assert not scope["is_genuine"](KEY, sent.headers, sent.body + b" ")
    assert not scope["is_genuine"](KEY, {**sent.headers, "webhook-timestamp": "1"}, sent.body)
    assert not scope["is_genuine"](f"{KEY[:-4]}AAAA", sent.headers, sent.body)
