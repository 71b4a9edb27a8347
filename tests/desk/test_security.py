"""Nobody sees or does more than they may, whatever they send."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from streams.desk.accounts import Account, Accounts, hashed
from streams.desk.application import application
from streams.desk.server import Desk
from streams.desk.throttle import NAME_MAX
from streams.settings import Settings
from tests.desk.visitor import Visitor
from tests.sinks.made import alert, alerts, item, verdict

pytestmark = pytest.mark.postgres

PATHS = ("/", "/alert/alert-1", "/case/case-customer:1", "/subject/customer:1", "/proposals")
HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=y>\u202e"


@pytest.fixture
def one(store: Callable[..., None]) -> None:
    """An alert is in the store."""
    store(alerts(alert(1)))


async def test_without_a_session_every_page_leads_to_the_door_and_no_form_is_taken(one, visit: Callable[[], Visitor]):
    visitor = visit()
    for path in PATHS:
        seen = await visitor.get(path)
        assert (seen.status, seen.text) == (303, "")
        assert seen.headers["Location"].startswith("/sign-in?next=")
    for path in ("/alert/alert-1", "/proposals/x", "/sign-out"):
        assert (await visitor.post(path, {"verdict": "escalate"})).status == 403


async def test_a_cookie_is_strict_and_a_forged_one_opens_nothing(one, visit: Callable[[], Visitor]):
    visitor = visit()
    assert (await visitor.sign_in("Analyst 1", "a wrong password 12")).status == 401
    assert (await visitor.sign_in("Nobody")).status == 401
    accepted = await visitor.sign_in("Analyst 1")
    cookie = accepted.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert (await visitor.get("/")).status == 200
    name, value = cookie.partition(";")[0].split("=", 1)
    body, signature = value.split(".")
    for forged in (f"{body}x.{signature}", f"{body}.{signature[:-4]}AAAA", body, "", "..", "é.é"):
        stranger = visit()
        assert (await stranger.get("/", Cookie=f"{name}={forged}")).status == 303, forged
    assert (await visit().get("/", Cookie=f"{name}={value}")).status == 200


async def test_a_session_ends_with_signing_out_and_with_another_password(
    one, visit: Callable[[], Visitor], settings: Settings
):
    visitor, other = visit(), visit()
    cookie = (await visitor.sign_in("Analyst 1")).headers["Set-Cookie"].partition(";")[0]
    await other.sign_in("Analyst 1")
    csrf = (await visitor.get("/")).page.xpath("//header//input[@name='csrf']/@value")[0]
    assert (await visitor.post("/sign-out", {"csrf": csrf})).status == 303
    assert (await visit().get("/", Cookie=cookie)).status == 303
    assert (await other.get("/")).status == 200
    Accounts(settings.desk_dir / "users.json").put(Account("Analyst 1", "analyst", hashed("another password 12")))
    assert (await other.get("/")).status == 303


async def test_a_restart_brings_no_ended_session_back_and_ends_no_other(settings: Settings):
    cookies = []
    for is_restarted in (False, True):
        desk = Desk(settings)
        async with TestClient(TestServer(application(desk))) as client:
            visitor = Visitor(client)
            for name in () if is_restarted else ("Analyst 1", "Viewer 1"):
                cookies.append((await visitor.sign_in(name)).headers["Set-Cookie"].partition(";")[0])
            if not is_restarted:
                csrf = (await visitor.get("/proposals")).page.xpath("//header//input[@name='csrf']/@value")[0]
                assert (await visitor.post("/sign-out", {"csrf": csrf})).status == 303
            client.session.cookie_jar.clear()
            seen = [(await visitor.get("/proposals", Cookie=each)).status for each in cookies]
            assert seen == [200, 303], is_restarted
        desk.store.close()


async def test_a_session_ends_here_where_that_cannot_be_kept(
    visit: Callable[[], Visitor], settings: Settings, caplog: pytest.LogCaptureFixture
):
    visitor = visit()
    cookie = (await visitor.sign_in("Viewer 1")).headers["Set-Cookie"].partition(";")[0]
    csrf = (await visitor.get("/proposals")).page.xpath("//header//input[@name='csrf']/@value")[0]
    (settings.desk_dir / "ended.json").mkdir()
    assert (await visitor.post("/sign-out", {"csrf": csrf})).status == 303
    assert (await visit().get("/proposals", Cookie=cookie)).status == 303
    assert "live again after a restart" in caplog.text


async def test_passwords_cannot_be_tried_without_end(visit: Callable[[], Visitor]):
    visitor = visit()
    for _ in range(NAME_MAX):
        assert (await visitor.sign_in("Analyst 1", "a wrong password 12")).status == 401
    refused = await visitor.sign_in("Analyst 1")
    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) > 800
    assert (await visitor.sign_in("Approver 1")).status == 303


async def test_a_form_without_its_token_or_from_elsewhere_decides_nothing(one, visit: Callable[[], Visitor]):
    visitor, other = visit(), visit()
    await visitor.sign_in("Analyst 1")
    await other.sign_in("Approver 1")
    form = {**await visitor.form("/alert/alert-1"), "verdict": "escalate"}
    theirs = (await other.form("/alert/alert-1"))["csrf"]
    for changed in ({"csrf": ""}, {"csrf": theirs}):
        assert (await visitor.post("/alert/alert-1", {**form, **changed})).status == 403
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert (await visitor.post("/alert/alert-1", form, **elsewhere)).status == 403
    assert (await visitor.post("/alert/alert-1", form, Origin="https://elsewhere.example")).status == 403
    assert (await visit().post("/sign-in", {"name": "Analyst 1"}, **elsewhere)).status == 403


async def test_a_viewer_looks_and_does_not_decide(one, visit: Callable[[], Visitor]):
    visitor = visit()
    await visitor.sign_in("Viewer 1")
    seen = await visitor.get("/alert/alert-1")
    assert seen.status == 200
    assert seen.page.xpath("//main//form") == []
    csrf = seen.page.xpath("//header//input[@name='csrf']/@value")[0]
    for path in ("/alert/alert-1", "/proposals/x"):
        assert (await visitor.post(path, {"csrf": csrf, "verdict": "escalate"})).status == 403


async def test_texts_of_strangers_are_texts_on_every_page(store, visit: Callable[[], Visitor]):
    found = alert(
        1,
        title=HOSTILE,
        narrative=HOSTILE,
        runbook=HOSTILE,
        counterfactual=HOSTILE,
        crimes=(HOSTILE,),
        subject=HOSTILE,
        references=({"source": HOSTILE},),
        false_positives=(HOSTILE,),
        evidence=(item(1, remittance=HOSTILE, counterparty=HOSTILE, counterparty_name=HOSTILE, transaction=HOSTILE),),
        case="case-1",
    )
    store(alerts(found))
    store(alerts(verdict("d1", note=HOSTILE, decided_by=HOSTILE), topic="dispositions"))
    visitor = visit()
    await visitor.sign_in("Analyst 1")
    subject = (await visitor.get("/alert/alert-1")).links("/subject/")[0]
    for path in ("/?state=any", "/alert/alert-1", "/case/case-1", subject, f"/?subject={HOSTILE}"):
        seen = await visitor.get(path)
        assert seen.status == 200, path
        assert seen.page.xpath("//script | //img | //*[@onerror] | //*[@style] | //style") == [], path
        assert "\u202e" not in seen.text, path
        assert "<script>alert('x')</script>" in seen.words or path.startswith("/?subject"), path
        policy = seen.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert seen.headers["Cache-Control"] == "no-store"
        assert seen.headers["X-Content-Type-Options"] == "nosniff"
        assert seen.headers["Referrer-Policy"] == "no-referrer"


async def test_the_door_leads_nowhere_else(visit: Callable[[], Visitor]):
    for onward in ("//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "x"):
        seen = await visit().get("/sign-in?next=" + onward.replace("\\", "%5C"))
        assert seen.page.xpath("//input[@name='next']/@value") == ["/"]
    seen = await visit().get("/alert/a", **{"Sec-Fetch-Site": "cross-site"})
    assert seen.page.xpath("//meta[@http-equiv='refresh']/@content") == ["0"]


async def test_who_looked_and_who_tried_is_written_down(one, visit: Callable[[], Visitor], settings: Settings):
    visitor = visit()
    await visitor.sign_in("a password in the wrong field")
    await visitor.sign_in("Viewer 1")
    await visitor.get("/alert/alert-1")
    assert settings.desk_access_log is not None
    lines = [json.loads(line) for line in settings.desk_access_log.read_text().splitlines()]
    assert [(each["who"], each["deed"], each["what"]) for each in lines] == [
        ("(unknown)", "sign-in", "refused"),
        ("Viewer 1", "sign-in", ""),
        ("Viewer 1", "look at alert", "alert-1"),
    ]


async def test_what_cannot_be_written_down_is_not_shown(one, visit: Callable[[], Visitor], settings: Settings):
    visitor = visit()
    await visitor.sign_in("Viewer 1")
    log = settings.desk_access_log
    assert log is not None
    log.unlink()
    log.mkdir()
    seen = await visitor.get("/alert/alert-1")
    assert seen.status == 503
    assert "deposits" not in seen.words


class Full(io.StringIO):
    """A stream on a disk without room."""

    def flush(self) -> None:
        raise OSError("No space left on device")


@pytest.mark.parametrize("level", ["WARNING", "ERROR"])
async def test_without_a_file_looks_are_on_standard_error_whatever_the_level(
    one, settings: Settings, level: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    desk = Desk(settings.model_copy(update={"desk_access_log": None, "log_level": level}))
    logging.getLogger("streams").setLevel(level)
    try:
        async with TestClient(TestServer(application(desk))) as client:
            visitor = Visitor(client)
            await visitor.sign_in("Viewer 1")
            assert (await visitor.get("/alert/alert-1")).status == 200
            lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
            assert [each["deed"] for each in lines] == ["sign-in", "look at alert"]
            closed = io.StringIO()
            closed.close()
            for stream in (closed, Full(), None):
                monkeypatch.setattr("sys.stderr", stream)
                seen = await visitor.get("/alert/alert-1")
                assert (seen.status, "deposits" in seen.words) == (503, False)
            monkeypatch.undo()
    finally:
        logging.getLogger("streams").setLevel(logging.NOTSET)
        desk.store.close()


@pytest.mark.parametrize(("network", "status"), [("127.0.0.0/8", 200), ("10.0.0.0/8", 403)])
async def test_only_our_proxy_says_who_somebody_is(one, settings: Settings, network: str, status: int):
    fields = {"desk_proxy_header": "X-User", "desk_proxy_addresses": (ip_network(network),)}
    desk = Desk(settings.model_copy(update=fields))
    async with TestClient(TestServer(application(desk))) as client:
        visitor = Visitor(client)
        seen = await visitor.get("/", **{"X-User": "Analyst 1"})
        if seen.status == 303:
            seen = await visitor.get(seen.headers["Location"], **{"X-User": "Analyst 1"})
        assert seen.status == status
        assert (await visit_as(visitor, "Nobody")).status == 403
        assert (await visitor.sign_in("Analyst 1")).status == 403
    desk.store.close()


@pytest.mark.parametrize(
    ("network", "address", "warnings"), [("127.0.0.0/8", "9.9.9.9", 0), ("10.0.0.0/8", "127.0.0.1", 1)]
)
async def test_a_proxy_that_is_not_believed_is_told_once(
    settings: Settings, network: str, address: str, warnings: int, caplog: pytest.LogCaptureFixture
):
    desk = Desk(settings.model_copy(update={"desk_proxy_addresses": (ip_network(network),)}))
    async with TestClient(TestServer(application(desk))) as client:
        visitor = Visitor(client)
        for _ in range(2):
            fields = {"name": "Nobody", "password": "a wrong password 12"}
            assert (await visitor.post("/sign-in", fields, **{"X-Forwarded-For": "8.8.8.8, 9.9.9.9"})).status == 401
    desk.store.close()
    assert settings.desk_access_log is not None
    lines = settings.desk_access_log.read_text().splitlines()
    assert [json.loads(line)["address"] for line in lines] == [address] * 2
    assert sum("desk_proxy_addresses" in each.getMessage() for each in caplog.records) == warnings


async def visit_as(visitor: Visitor, name: str):
    seen = await visitor.get("/", **{"X-User": name})
    return await visitor.get(seen.headers["Location"], **{"X-User": name})


def test_a_user_cannot_be_two_people_and_a_hash_tells_nothing(tmp_path: Path, cheap: None):
    users = Accounts(tmp_path / "users.json")
    users.put(Account("Analyst 1", "analyst", hashed("a long enough password")))
    with pytest.raises(Exception, match="one person"):
        users.put(Account("ANALYST 1", "approver"))
    kept = (tmp_path / "users.json").read_text()
    assert "a long enough password" not in kept
    assert (tmp_path / "users.json").stat().st_mode & 0o077 == 0
    assert users.verified("Analyst 1", "a long enough password") is not None
    assert users.verified("Analyst 1", "a long enough passwort") is None
    assert hashed("same") != hashed("same")
