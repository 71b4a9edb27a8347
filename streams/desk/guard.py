"""Who asks, and whether they may: sessions, proxies, where a form came from, and headers that browsers obey."""

from __future__ import annotations

import hmac
import logging
import time
from ipaddress import ip_address

from aiohttp import hdrs, web
from yarl import URL

from streams.desk.accounts import Accounts
from streams.desk.session import Session, Sessions
from streams.settings import Settings

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Server": "counterflow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Of every answer."""


class Guard:
    """Recognises people."""

    def __init__(self, settings: Settings, accounts: Accounts, sessions: Sessions) -> None:
        self._header = settings.desk_proxy_header
        self._proxies = settings.desk_proxy_addresses
        self._secure = settings.desk_cookie_secure
        self._accounts = accounts
        self._sessions = sessions
        self._has_warned = False
        # A browser lets nobody but this very host set a cookie whose name begins so.
        self._cookie = "__Host-counterflow-desk" if self._secure else "counterflow-desk"

    @property
    def by_proxy(self) -> bool:
        """Whether a proxy says who is signed in; then there are no passwords here."""
        return bool(self._header)

    def recognise(self, request: web.Request) -> tuple[Session | None, str]:
        """Whose request it is, None for nobody; and the cookie of a session that begins with it, else empty."""
        held = self._sessions.read(request.cookies.get(self._cookie, ""), self._accounts, time.time())
        if not self._header:
            return held, ""
        name = request.headers.get(self._header, "") if self._is_proxy(request) else ""
        if len(request.headers.getall(self._header, [])) != 1 or not name:
            return None, ""
        if held is not None and held.name == name:
            return held, ""
        account = self._accounts.get(name)
        if account is None:
            return None, ""
        cookie = self._sessions.issue(account, time.time())
        return self._sessions.read(cookie, self._accounts, time.time()), cookie

    def sign_in(self, answer: web.StreamResponse, cookie: str) -> None:
        """Give a browser the cookie of a session."""
        answer.set_cookie(
            self._cookie,
            cookie,
            max_age=int(self._sessions.seconds),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="Strict",
        )

    def sign_out(self, answer: web.StreamResponse) -> None:
        """Take it away."""
        answer.del_cookie(self._cookie, path="/", secure=self._secure, httponly=True, samesite="Strict")

    def address(self, request: web.Request) -> str:
        """Where a request comes from: the peer, or whom a proxy of ours says it had it from."""
        peer = request.remote or ""
        forwarded = request.headers.getall(hdrs.X_FORWARDED_FOR, [])
        if forwarded and self._is_proxy(request):
            return forwarded[-1].rpartition(",")[2].strip()[:64]
        if forwarded and not self._has_warned:
            self._has_warned = True
            log.warning(
                "%s says for whom it asks (X-Forwarded-For) and is not believed; if it is your proxy, name it in"
                " desk_proxy_addresses, or all who sign in through it share its address and may be kept out together",
                peer,
            )
        return peer

    def _is_proxy(self, request: web.Request) -> bool:
        try:
            peer = ip_address(request.remote or "")
        except ValueError:
            return False
        return any(peer in network for network in self._proxies)


def is_own_form(request: web.Request) -> bool:
    """Whether a form was sent from a page of ours, as far as the browser says.

    Pages without a referrer send forms with the origin `null`, so what counts is Sec-Fetch-Site, which browsers send
    over HTTPS and to the machine itself.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get(hdrs.ORIGIN)
    return origin is None or URL(origin).authority == request.host


def has_token(session: Session, form: dict[str, str]) -> bool:
    """Whether a form carries the token of its session."""
    return hmac.compare_digest(session.csrf.encode(), form.get("csrf", "").encode())


def came_from_elsewhere(request: web.Request) -> bool:
    """Whether a link on another site led here, so that the browser kept the cookie (SameSite=Strict) to itself."""
    return request.method == hdrs.METH_GET and request.headers.get("Sec-Fetch-Site") == "cross-site"


def own_path(text: str) -> str:
    """A path on this site; `/` for anything else."""
    is_path = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if is_path and not text.startswith("/sign-") else "/"
