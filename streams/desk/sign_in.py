"""Signing in and out."""

from __future__ import annotations

import asyncio
import time

from aiohttp import web

from streams.desk import metrics
from streams.desk.access import AccessLog
from streams.desk.accounts import PASSWORD_MAX, Accounts
from streams.desk.frame import hidden, message, page
from streams.desk.guard import Guard, is_own_form, own_path
from streams.desk.markup import el
from streams.desk.session import Session, Sessions
from streams.desk.throttle import Throttle

_HASHES_AT_ONCE = 2
"""Each takes 32 MiB and a core."""


class Door:
    """The page where people sign in, and what it does."""

    def __init__(self, guard: Guard, accounts: Accounts, sessions: Sessions, access: AccessLog) -> None:
        self._guard = guard
        self._accounts = accounts
        self._sessions = sessions
        self._access = access
        self._throttle = Throttle()
        self._hashes = asyncio.Semaphore(_HASHES_AT_ONCE)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The page."""
        return self._page(own_path(request.query.get("next", "/")), 200)

    async def enter(self, request: web.Request, form: dict[str, str]) -> web.StreamResponse:
        """Try a name and a password."""
        name, password, onward = form.get("name", ""), form.get("password", ""), own_path(form.get("next", "/"))
        address, now = self._guard.address(request), time.monotonic()
        # Somebody who types a password where the name belongs must not find it in the log.
        known = name if self._accounts.get(name) is not None else "(unknown)"
        if not is_own_form(request) or self._guard.by_proxy:
            return self._page(onward, 403, "This form was not sent from here.")
        async with self._hashes:
            if wait := self._throttle.wait(name, address, now):
                return self._refused(known, address, "throttled", onward, wait)
            # Counted before it is tried, so that many at once are no way around.
            self._throttle.failed(name, address, now)
            account = await asyncio.to_thread(self._accounts.verified, name, password[:PASSWORD_MAX])
        if account is None:
            return self._refused(known, address, "refused", onward, 0.0)
        self._throttle.succeeded(name, address, now)
        self._access.write(account.name, "sign-in", "", address)
        metrics.SIGN_INS.labels("accepted").inc()
        answer = web.Response(status=303, headers={"Location": onward})
        self._guard.sign_in(answer, self._sessions.issue(account, time.time()))
        return answer

    async def leave(self, request: web.Request, session: Session) -> web.StreamResponse:
        """End a session."""
        self._sessions.end(session, time.time())
        self._access.write(session.name, "sign-out", "", self._guard.address(request))
        answer = web.Response(status=303, headers={"Location": "/sign-in"})
        self._guard.sign_out(answer)
        return answer

    def _refused(self, known: str, address: str, outcome: str, onward: str, wait: float) -> web.Response:
        self._access.write(known, "sign-in", outcome, address)
        metrics.SIGN_INS.labels(outcome).inc()
        if not wait:
            return self._page(onward, 401, "No such name with this password.")
        answer = self._page(onward, 429, "Too many attempts. Try again later.")
        answer.headers["Retry-After"] = str(int(wait) + 1)
        return answer

    def _page(self, onward: str, status: int, trouble: str = "") -> web.Response:
        if self._guard.by_proxy:
            words = "The proxy in front of this page did not say who you are, or there is no user of your name here."
            return web.Response(
                text=page("Sign in", None, [message("trouble", words)]), status=403, content_type="text/html"
            )
        name = el("input", name="name", autocomplete="username", required=True, autofocus=True, maxlength=128)
        password = el(
            "input",
            type="password",
            name="password",
            autocomplete="current-password",
            required=True,
            maxlength=PASSWORD_MAX,
        )
        form = el(
            "form",
            el("h1", "Sign in"),
            message("trouble", trouble) if trouble else None,
            hidden(next=onward),
            el("label", "Name", name, class_="field"),
            el("label", "Password", password, class_="field"),
            el("button", "Sign in"),
            method="post",
            action="/sign-in",
            class_="sign-in",
        )
        return web.Response(text=page("Sign in", None, [form]), status=status, content_type="text/html")
