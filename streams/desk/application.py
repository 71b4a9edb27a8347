"""The desk as a web application: routes, and what happens around every request."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from aiohttp import web

from streams.desk import metrics
from streams.desk.frame import message, page
from streams.desk.guard import HEADERS, came_from_elsewhere, has_token, is_own_form
from streams.desk.markup import el
from streams.desk.server import Desk
from streams.desk.session import Session
from streams.errors import CounterflowError, UnavailableError

log = logging.getLogger(__name__)

_REQUEST_BYTES_MAX = 64 << 10
_RETRY_SECONDS = 5

Look = Callable[[web.Request, Session], Awaitable[web.StreamResponse]]
Deed = Callable[[web.Request, Session, dict[str, str]], Awaitable[web.StreamResponse]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(desk: Desk) -> web.Application:
    """The application; its routes know who asks, and forms are ours, whole and allowed."""
    routes = Routes(desk)
    made = web.Application(middlewares=[answered], client_max_size=_REQUEST_BYTES_MAX)
    made.router.add_get("/style.css", desk.style, name="style")
    made.router.add_get("/sign-in", desk.door.show, name="door")
    made.router.add_post("/sign-in", routes.enter, name="enter")
    made.router.add_post(
        "/sign-out", routes.deed(lambda request, session, _: desk.door.leave(request, session), False), name="leave"
    )
    made.router.add_get("/", routes.look(desk.queue), name="queue")
    made.router.add_get("/alert/{id}", routes.look(desk.alert), name="alert")
    made.router.add_post("/alert/{id}", routes.deed(desk.decide), name="decide")
    made.router.add_get("/case/{id}", routes.look(desk.case), name="case")
    made.router.add_get("/subject/{id:.+}", routes.look(desk.subject), name="subject")
    made.router.add_get("/proposals", routes.look(desk.proposals), name="proposals")
    made.router.add_post("/proposals/{id}", routes.deed(desk.approve), name="approve")
    return made


class Routes:
    """Handlers that ask who it is before they do anything."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """Somebody signs in."""
        return await self._desk.door.enter(request, await _form(request))

    def look(self, show: Look) -> Handler:
        """A page for whoever is signed in; others are sent to sign in, and come back."""

        async def handle(request: web.Request) -> web.StreamResponse:
            session, cookie = self._desk.guard.recognise(request)
            if session is not None:
                return self._keep(await show(request, session), cookie)
            if came_from_elsewhere(request):
                link = el("p", el("a", "Go on", href=request.raw_path))
                return _html(page("Counterflow", None, [link], refresh=True), 200)
            return web.Response(status=303, headers={"Location": f"/sign-in?next={quote(request.raw_path, safe='')}"})

        return handle

    def deed(self, act: Deed, decides: bool = True) -> Handler:
        """A form of whoever is signed in."""

        async def handle(request: web.Request) -> web.StreamResponse:
            session, cookie = self._desk.guard.recognise(request)
            form = await _form(request)
            if session is None:
                raise web.HTTPForbidden(reason="You are not signed in any more; sign in, and send it again")
            if not is_own_form(request) or not has_token(session, form):
                raise web.HTTPForbidden(reason="This form is not of your session; open the page again")
            if decides and not session.may_decide:
                raise web.HTTPForbidden(reason="You may look, and not decide")
            return self._keep(await act(request, session, form), cookie)

        return handle

    def _keep(self, answer: web.StreamResponse, cookie: str) -> web.StreamResponse:
        """Give the browser the cookie of a session that began with this request."""
        if cookie:
            self._desk.guard.sign_in(answer, cookie)
        return answer


@web.middleware
async def answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count, and turn what went wrong into a page."""
    began = time.perf_counter()
    answer = await _outcome(request, handler)
    answer.headers.update(HEADERS)
    label = request.match_info.route.name or "other"
    metrics.REQUESTS.labels(label, str(answer.status)).inc()
    metrics.SECONDS.labels(label).observe(time.perf_counter() - began)
    return answer


async def _outcome(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        _refuse_nul(request)
        return await handler(request)
    except web.HTTPException as error:
        return _trouble(error.reason, error.status)
    except UnavailableError as error:
        log.warning("%s", error)
        words = "The alert store, or a file of the desk, cannot be used at the moment; the log says which."
        answer = _trouble(f"{words} Look at the alert again before you repeat a decision.", 503)
        answer.headers["Retry-After"] = str(_RETRY_SECONDS)
        return answer
    except CounterflowError as error:
        log.error("%s", error)
    except Exception:
        log.exception("a request failed")
    return _trouble("That went wrong here, and is in the log.", 500)


def _refuse_nul(request: web.Request) -> None:
    """No text of the store has one, and PostgreSQL takes none."""
    if "\0" in request.path:
        raise web.HTTPNotFound
    if any("\0" in each for each in request.query.values()):
        raise web.HTTPBadRequest(reason="The address holds a character that no text has")


def _trouble(words: str, status: int) -> web.Response:
    back = el("p", el("a", "To the queue", href="/"))
    return _html(page("Trouble", None, [el("h1", str(status)), message("trouble", words), back]), status)


def _html(text: str, status: int) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html")


async def _form(request: web.Request) -> dict[str, str]:
    """The fields of a form that are texts."""
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
