"""The desk's routes: what each page reads and shows, and what the forms do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

from aiohttp import web

from streams.desk import queries
from streams.desk.access import AccessLog
from streams.desk.accounts import Accounts
from streams.desk.alert_page import alert_parts, alert_rest
from streams.desk.case_page import case_parts
from streams.desk.deciding import ChangedError, Deciding
from streams.desk.detail import Detail, decided, detail
from streams.desk.filters import read_filter
from streams.desk.form_page import confirmation, sent_message, verdict_form
from streams.desk.frame import STYLE_SHEET, message, page
from streams.desk.guard import Guard
from streams.desk.markup import Child, el
from streams.desk.proposals import Proposal, Proposals
from streams.desk.proposals_page import is_other, may_drop, proposals_parts
from streams.desk.queue_page import queue_parts
from streams.desk.session import Session, Sessions, key_of
from streams.desk.sign_in import Door
from streams.desk.state_counts import StateCounts
from streams.desk.store import Connection, Store
from streams.desk.subject_page import subject_parts
from streams.desk.words import verdict_words
from streams.errors import BrokerError, DispositionError
from streams.records import Disposition
from streams.settings import Settings

Result = TypeVar("Result")


class Desk:
    """Everything that the pages share."""

    def __init__(self, settings: Settings) -> None:
        """SettingsError where the settings do not say where the store is, or the folder cannot be used."""
        self.store = Store(settings)
        self._settings = settings
        accounts = Accounts(settings.desk_dir / "users.json")
        accounts.all()
        key = key_of(settings.desk_dir / "key")
        sessions = Sessions(key, settings.desk_session_minutes, settings.desk_dir / "ended.json")
        self.guard = Guard(settings, accounts, sessions)
        self.access = AccessLog(settings.desk_access_log)
        self.door = Door(self.guard, accounts, sessions, self.access)
        self._states = StateCounts()
        self._proposals = Proposals(settings.desk_dir / "proposals", settings.desk_proposals_max)
        self._deciding = Deciding(settings, self._proposals)

    async def style(self, request: web.Request) -> web.StreamResponse:
        """The style sheet, which is no secret."""
        return web.Response(text=STYLE_SHEET, content_type="text/css")

    async def queue(self, request: web.Request, session: Session) -> web.StreamResponse:
        """The queue."""
        wanted = read_filter(request.query)
        size, states = self._settings.desk_page_alerts, self._states
        found = await self._read(lambda connection: queries.queue(connection, wanted, size, states))
        self._looked(request, session, "queue", wanted.address)
        return self._page("Queue", session, queue_parts(found, wanted, self._sent(found.lines)))

    async def alert(self, request: web.Request, session: Session) -> web.StreamResponse:
        """One alert with the form."""
        found = await self._alert(request)
        self._looked(request, session, "alert", found.alert.id)
        return self._alert_page(found, session, {})

    async def decide(self, request: web.Request, session: Session, form: dict[str, str]) -> web.StreamResponse:
        """A verdict."""
        found = await self._alert(request)
        self._sends(request, session, "verdict", found.alert.id)
        try:
            made, is_published = await self._deciding.decide(found, form, session.name, datetime.now(UTC))
        except DispositionError as error:
            return self._alert_page(found, session, form, f"Nothing was sent: {error}", 422)
        except ChangedError as error:
            # A number of its own, as what is sent now is not the form that was sent before.
            return self._alert_page(found, session, {**form, "form": ""}, f"Nothing was sent. {error}", 409)
        except BrokerError as error:
            return self._alert_page(found, session, form, f"It may not have been sent; send it again: {error}", 503)
        self._did(request, session, "verdict" if is_published else "proposal", made)
        return self._page("Verdict", session, confirmation(made, is_published))

    async def case(self, request: web.Request, session: Session) -> web.StreamResponse:
        """A case."""
        identity = request.match_info["id"]
        found = _there(await self._read(lambda connection: queries.case(connection, identity)), "case")
        self._looked(request, session, "case", identity)
        return self._page("Case", session, case_parts(*found, self._sent(found[1])))

    async def subject(self, request: web.Request, session: Session) -> web.StreamResponse:
        """A subject."""
        identity = request.match_info["id"]
        found, told = await self._read(
            lambda connection: (queries.subject(connection, identity), decided(connection, "subject", identity))
        )
        row, lines, neighbours = _there(found, "subject")
        self._looked(request, session, "subject", identity)
        return self._page(identity, session, subject_parts(row, lines, neighbours, told, self._sent(lines)))

    async def proposals(self, request: web.Request, session: Session) -> web.StreamResponse:
        """What waits for a second person."""
        self._looked(request, session, "proposals", "")
        return self._page("Second person", session, proposals_parts(self._proposals.all(), session))

    async def approve(self, request: web.Request, session: Session, form: dict[str, str]) -> web.StreamResponse:
        """Approve a proposal, or drop it."""
        proposal = _there(self._proposals.get(request.match_info["id"]), "proposal")
        if form.get("deed") == "approve" and is_other(proposal, session):
            return await self._approve(request, session, proposal)
        if form.get("deed") == "drop" and may_drop(proposal, session):
            self._proposals.remove(proposal.disposition.id)
            self._did(request, session, "proposal dropped", proposal.disposition)
            return web.Response(status=303, headers={"Location": "/proposals"})
        raise web.HTTPForbidden

    async def _approve(self, request: web.Request, session: Session, proposal: Proposal) -> web.StreamResponse:
        alert = proposal.disposition.alert
        self._sends(request, session, "approval", proposal.disposition.id)
        found = _there(await self._read(lambda connection: detail(connection, alert or "")), "alert")
        try:
            made = await self._deciding.approve(found, proposal, session.name, datetime.now(UTC))
        except (DispositionError, ChangedError, BrokerError) as error:
            parts = [message("trouble", f"Not sent: {error}"), *proposals_parts(self._proposals.all(), session)]
            return self._page("Second person", session, parts, 503 if isinstance(error, BrokerError) else 409)
        self._did(request, session, "approval", made)
        return self._page("Verdict", session, confirmation(made, True))

    def _alert_page(
        self, found: Detail, session: Session, filled: dict[str, str], trouble: str = "", status: int = 200
    ) -> web.StreamResponse:
        sent = self._deciding.sent(found.alert.id)
        parts: list[Child] = [
            message("trouble", trouble) if trouble else None,
            sent_message(sent) if sent is not None else None,
            *alert_parts(found),
            el(
                "section",
                el("h2", "Your verdict"),
                verdict_form(found, session, self._deciding.seen(found), filled),
                class_="no-print",
            ),
            *alert_rest(found),
        ]
        return self._page(found.alert.title, session, parts, status)

    async def _alert(self, request: web.Request) -> Detail:
        identity = request.match_info["id"]
        return _there(await self._read(lambda connection: detail(connection, identity)), "alert")

    async def _read(self, ask: Callable[[Connection], Result]) -> Result:
        def settled(connection: Connection) -> Result:
            self._deciding.settle(connection)
            return ask(connection)

        return await asyncio.to_thread(self.store.read, settled)

    def _sent(self, lines: Iterable[queries.Line]) -> set[str]:
        return {each.id for each in lines if self._deciding.sent(each.id) is not None}

    def _looked(self, request: web.Request, session: Session, deed: str, what: str) -> None:
        self.access.write(session.name, f"look at {deed}", what, self.guard.address(request))

    def _sends(self, request: web.Request, session: Session, deed: str, what: str) -> None:
        """Written before anything is published: what cannot be written down is not done."""
        self.access.write(session.name, f"sends {deed}", what, self.guard.address(request))

    def _did(self, request: web.Request, session: Session, deed: str, made: Disposition) -> None:
        said = {"verdict": verdict_words(made.verdict, made.reason), "disposition": made.id, "subject": made.subject}
        self.access.write(session.name, deed, made.alert or "", self.guard.address(request), **said)

    def _page(self, title: str, session: Session, parts: Iterable[Child], status: int = 200) -> web.StreamResponse:
        text = page(title, session, parts, waiting=self._proposals.count())
        return web.Response(text=text, status=status, content_type="text/html")


def _there(found: Result | None, what: str) -> Result:
    if found is None:
        raise web.HTTPNotFound(reason=f"The store has no such {what}")
    return found
