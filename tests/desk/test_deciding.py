"""Verdicts reach the topic once, as whoever is signed in, and only about what was looked at."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest
from aiohttp.test_utils import TestClient, TestServer

from streams.broker import free_port
from streams.desk import deciding
from streams.desk.application import application
from streams.desk.server import Desk
from streams.dispositions.topic import publish, read_all
from streams.errors import BrokerError
from streams.records import Disposition
from streams.settings import Settings
from tests.desk.visitor import Visitor
from tests.sinks.made import alert, alerts, batch, item, record

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("with_topics")]

PATH = "/alert/alert-1"


@pytest.fixture
def nothing_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """No catalogue is read, which takes seconds."""
    monkeypatch.setattr(deciding, "unsuppressible", lambda settings: frozenset())


async def published(settings: Settings) -> list[Disposition]:
    return await read_all(settings)


async def analyst(visit: Callable[[], Visitor], name: str = "Analyst 1") -> Visitor:
    visitor = visit()
    assert (await visitor.sign_in(name)).status == 303
    return visitor


async def test_a_verdict_is_published_once_and_shown_as_sent_until_the_store_has_it(
    store, visit: Callable[[], Visitor], settings: Settings
):
    store(alerts(alert(1)))
    visitor = await analyst(visit)
    form = {**await visitor.form(PATH), "verdict": "close", "reason": "known", "note": "A stall.\r\nSeen."}
    sent = await visitor.post(PATH, form)
    assert sent.status == 200
    assert (await visitor.post(PATH, form)).status == 200
    [found] = await published(settings)
    assert (found.alert, found.verdict, found.reason) == ("alert-1", "close", "known")
    assert (found.decided_by, found.note) == ("Analyst 1", "A stall.\nSeen.")
    assert found.known is not None
    assert found.known.transactions == ("T0",)
    assert found.id in sent.words
    assert f"sent as {found.id}" in (await visitor.get(PATH)).words
    assert "verdict sent" in (await visitor.get("/")).words
    store(batch([record(found, 0, "dispositions")]))
    assert "sent as" not in (await visitor.get(PATH)).words
    assert "No alerts" in (await visitor.get("/")).words
    assert (await visitor.get("/?state=closed")).links("/alert/") == [PATH]


@pytest.mark.usefixtures("nothing_forbidden")
async def test_what_makes_no_sense_is_refused_and_nothing_is_typed_twice(
    store, visit: Callable[[], Visitor], settings: Settings
):
    store(alerts(alert(1, evidence=(item(1, counterparty="customer:2"),))))
    visitor = await analyst(visit)
    for fields, said in (
        ({}, "choose a verdict"),
        ({"verdict": "close"}, "why it is closed"),
        ({"verdict": "close", "reason": "known", "snooze_until": "2001-01-01"}, "is over"),
        ({"verdict": "close", "reason": "known", "snooze_until": "soon"}, "no date"),
        ({"verdict": "close", "reason": "known", "allow": "customer:2"}, "until when"),
        ({"verdict": "close", "reason": "known", "allow": "customer:3", "allow_until": "2999-01-01"}, "not one of"),
        ({"verdict": "escalate", "snooze_until": "2999-01-01"}, "must not be kept quiet"),
        ({"verdict": "escalate", "form": "x"}, "not whole"),
        ({"verdict": "escalate", "note": "x" * 1025}, "1024"),
    ):
        seen = await visitor.decide(PATH, **{"note": "Looked at it.", **fields})
        assert (seen.status, said in seen.words) == (422, True), (fields, seen.words[:300])
        assert seen.page.xpath("//textarea")[0].text.strip() == fields.get("note", "Looked at it.")
    assert await published(settings) == []


async def test_a_verdict_on_what_changed_meanwhile_is_not_taken(
    store, visit: Callable[[], Visitor], settings: Settings
):
    store(alerts(alert(1)))
    visitor, other = await analyst(visit), await analyst(visit, "Approver 1")
    old = {**await visitor.form(PATH), "verdict": "escalate"}
    store(alerts(alert(1, 1), first=1))
    assert (await visitor.post(PATH, old)).status == 409
    late = {**await visitor.form(PATH), "verdict": "escalate"}
    assert (await other.decide(PATH, verdict="data_error")).status == 200
    refused = await visitor.post(PATH, late)
    assert refused.status == 409
    assert "since you opened it" in refused.words
    assert [each.decided_by for each in await published(settings)] == ["Approver 1"]


@pytest.mark.parametrize("is_stored", [False, True])
async def test_another_choice_in_a_form_that_was_sent_is_refused_and_says_what_stands(
    store, visit: Callable[[], Visitor], settings: Settings, is_stored: bool
):
    store(alerts(alert(1)))
    visitor = await analyst(visit)
    form = {**await visitor.form(PATH), "verdict": "close", "reason": "known"}
    await visitor.post(PATH, form)
    [first] = await published(settings)
    if is_stored:
        store(batch([record(first, 0, "dispositions")]))
    for changed in ({"verdict": "escalate"}, {"reason": "false_positive"}, {"note": "A stall."}):
        refused = await visitor.post(PATH, {**form, **changed})
        assert (refused.status, "What stands: close: known, by Analyst 1" in refused.words) == (409, True), changed
    assert (await visitor.post(PATH, form)).status == 200
    assert await published(settings) == [first]
    again = {each.get("name"): each.get("value") for each in refused.page.xpath("//main//form//input[@type='hidden']")}
    assert (await visitor.post(PATH, {**again, "verdict": "escalate"})).status == 200
    assert [each.verdict for each in await published(settings)] == ["close", "escalate"]
    assert settings.desk_access_log is not None
    lines = [json.loads(line) for line in settings.desk_access_log.read_text().splitlines()]
    said = [each["verdict"] for each in lines if each["deed"] == "verdict"]
    assert said == ["close: known", "close: known", "escalate"]


async def test_what_may_have_been_sent_does_not_hide_another_choice(
    store, visit: Callable[[], Visitor], settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    async def lands_unheard(settings: Settings, made: Disposition) -> None:
        await publish(settings, made)
        raise BrokerError("no answer")

    store(alerts(alert(1)))
    visitor = await analyst(visit)
    form = {**await visitor.form(PATH), "verdict": "data_error"}
    with monkeypatch.context() as patched:
        patched.setattr(deciding, "publish", lands_unheard)
        assert (await visitor.post(PATH, form)).status == 503
    assert (await visitor.post(PATH, {**form, "verdict": "escalate"})).status == 200
    first, second = await published(settings)
    assert (first.verdict, second.verdict) == ("data_error", "escalate")
    assert first.id != second.id


@pytest.mark.usefixtures("nothing_forbidden")
async def test_a_proposal_is_not_taken_for_what_was_sent_from_its_form(
    store, visit: Callable[[], Visitor], settings: Settings
):
    store(alerts(alert(1)))
    visitor, approver = await analyst(visit), await analyst(visit, "Approver 1")
    form = await visitor.form(PATH)
    await visitor.post(PATH, {**form, "verdict": "close", "reason": "known", "snooze_endless": "yes"})
    assert (await visitor.post(PATH, {**form, "verdict": "escalate"})).status == 200
    action = (await approver.get("/proposals")).page.xpath("//main//form/@action")[0]
    refused = await approver.post(action, {**await approver.form("/proposals"), "deed": "approve"})
    assert refused.status == 409
    assert [each.verdict for each in await published(settings)] == ["escalate"]


async def test_two_at_once_do_not_both_decide(store, visit: Callable[[], Visitor], settings: Settings):
    store(alerts(alert(1)))
    visitors = [await analyst(visit) for _ in range(4)]
    forms = [{**await each.form(PATH), "verdict": "duplicate"} for each in visitors]
    answers = await asyncio.gather(*(each.post(PATH, form) for each, form in zip(visitors, forms, strict=True)))
    assert sorted(each.status for each in answers) == [200, 409, 409, 409]
    assert len(await published(settings)) == 1


async def test_a_broker_that_is_away_is_said_and_nothing_is_typed_twice(store, settings: Settings):
    store(alerts(alert(1)))
    desk = Desk(settings.model_copy(update={"broker": f"127.0.0.1:{free_port()}"}))
    async with TestClient(TestServer(application(desk))) as client:
        visitor = Visitor(client)
        await visitor.sign_in("Analyst 1")
        seen = await visitor.decide(PATH, verdict="escalate", note="Looked at it.")
    desk.store.close()
    assert seen.status == 503
    assert "send it again" in seen.words
    assert seen.page.xpath("//textarea")[0].text.strip() == "Looked at it."


@pytest.mark.usefixtures("nothing_forbidden")
async def test_what_holds_without_a_date_waits_for_somebody_else(
    store, visit: Callable[[], Visitor], settings: Settings
):
    store(alerts(alert(1), alert(2)))
    proposer, other = await analyst(visit, "Approver 1"), await analyst(visit)
    fields = {"verdict": "close", "reason": "known", "snooze_endless": "yes"}
    seen = await proposer.decide(PATH, **fields)
    assert "Waits for a second person" in seen.words
    assert "Waits for" in (await other.decide("/alert/alert-2", **fields)).words
    assert await published(settings) == []
    forms = (await proposer.get("/proposals")).page.xpath("//main//form")
    own, theirs = (each.get("action") for each in forms)
    csrf = {"csrf": forms[0].xpath(".//input/@value")[0]}
    assert [each.xpath(".//button/@value") for each in forms] == [["drop"], ["approve", "drop"]]
    assert (await proposer.post(own, {**csrf, "deed": "approve"})).status == 403
    assert (await other.post(theirs, {**await other.form("/proposals"), "deed": "approve"})).status == 403
    assert (await proposer.post(theirs, {**csrf, "deed": "approve"})).status == 200
    [found] = await published(settings)
    assert (found.decided_by, found.approved_by) == ("Analyst 1", "Approver 1")
    assert found.snooze is not None
    assert found.snooze.until is None
    assert (await proposer.post(own, {**csrf, "deed": "drop"})).status == 303
    assert "Nothing waits" in (await proposer.get("/proposals")).words
    assert settings.desk_access_log is not None
    deeds = [json.loads(line)["deed"] for line in settings.desk_access_log.read_text().splitlines()]
    assert [each for each in deeds if not each.startswith(("look", "sign"))] == [
        "sends verdict",
        "proposal",
        "sends verdict",
        "proposal",
        "sends approval",
        "approval",
        "proposal dropped",
    ]


@pytest.mark.usefixtures("nothing_forbidden")
async def test_what_holds_until_a_far_day_waits_for_somebody_else(
    store, visit: Callable[[], Visitor], settings: Settings
):
    store(alerts(alert(1)))
    visitor = await analyst(visit)
    seen = await visitor.decide(PATH, verdict="close", reason="known", snooze_until="9999-12-31")
    assert "Waits for a second person" in seen.words
    assert await published(settings) == []


@pytest.mark.usefixtures("nothing_forbidden")
async def test_a_proposal_that_somebody_overtook_is_not_approved(
    store, visit: Callable[[], Visitor], settings: Settings
):
    store(alerts(alert(1)))
    visitor, approver = await analyst(visit), await analyst(visit, "Approver 1")
    await visitor.decide(PATH, verdict="close", reason="known", snooze_endless="yes")
    await approver.decide(PATH, verdict="escalate")
    form = await approver.form("/proposals")
    action = (await approver.get("/proposals")).page.xpath("//main//form/@action")[0]
    refused = await approver.post(action, {**form, "deed": "approve"})
    assert refused.status == 409
    assert [each.verdict for each in await published(settings)] == ["escalate"]


async def test_sanctions_and_duties_are_not_held_back(store, visit: Callable[[], Visitor], settings: Settings):
    store(alerts(alert(1, typology="sanctions-match")))
    store(batch([record(alert(2), 0, "reports.due")]))
    visitor = await analyst(visit)
    fields = {"verdict": "close", "reason": "known", "snooze_until": "2999-01-01"}
    for path, said in ((PATH, "about sanctions"), ("/alert/alert-2", "a duty")):
        seen = await visitor.decide(path, **fields)
        assert (seen.status, said in seen.words) == (422, True)
    assert await published(settings) == []
