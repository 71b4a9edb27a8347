"""One request, and what its answer means."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from urllib.parse import urlsplit

import aiohttp

from streams.errors import SettingsError
from streams.settings import Settings
from streams.sinks.webhook.message import Message
from streams.sinks.webhook.signing import keys, signature

_DETAIL_BYTES = 500
_RETRY_AFTER_SECONDS_MAX = 3600.0
_HERE = ("localhost", "127.0.0.1", "::1")

_OF_THE_ENDPOINT = frozenset({401, 403, 404, 405, 407, 408, 410, 421, 425, 429, 502, 503, 504})
"""Answers that speak of the receiver and not of this message. The next one would get the same, so all wait: were they
buried, one wrong key would bury everything."""


class Outcome(Enum):
    """What came of a request; the values label the metric."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    """The receiver does not want this message (400, 422 and the like)."""
    FAILED = "failed"
    """The receiver failed at this message (500 and the like)."""
    AWAY = "away"
    """The receiver takes nothing at all now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request, in words, and how many seconds the receiver wants to be left alone."""

    outcome: Outcome
    detail: str = ""
    retry_after: float = 0.0


class Poster:
    """Posts messages to the webhook of the settings, over connections that are kept."""

    def __init__(self, settings: Settings) -> None:
        """SettingsError where address or key cannot be used. Use it inside one event loop."""
        self._url = _checked(settings.webhook_url)
        self._keys = keys(settings)
        self._timeout = aiohttp.ClientTimeout(total=settings.webhook_timeout_seconds)
        self._most = settings.webhook_concurrency
        cafile = settings.webhook_ca_file
        try:
            self._ssl = ssl.create_default_context(cafile=str(cafile) if cafile else None)
        except OSError as error:
            raise SettingsError(f"setting webhook_ca_file: {error}") from error
        self._session: aiohttp.ClientSession | None = None

    async def post(self, message: Message) -> Answer:
        """Send a message. Redirects are not followed: they would take alerts to where nobody said."""
        timestamp = int(time.time())
        headers = {
            "content-type": "application/json",
            "user-agent": "counterflow",
            "webhook-id": message.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(self._keys, message.id, timestamp, message.body),
        }
        try:
            async with self._opened().post(
                self._url, data=message.body, headers=headers, allow_redirects=False
            ) as response:
                return await _answer(response)
        except TimeoutError:
            return Answer(Outcome.AWAY, "no answer in time")
        except (aiohttp.ClientError, OSError) as error:
            return Answer(Outcome.AWAY, f"{type(error).__name__}: {error}")

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._most, ssl=self._ssl)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session


async def _answer(response: aiohttp.ClientResponse) -> Answer:
    status = response.status
    if 200 <= status < 300:
        return Answer(Outcome.DELIVERED)
    said = (await response.content.read(_DETAIL_BYTES)).decode(errors="replace").strip()
    detail = f"{status} {response.reason or ''}".strip() + (f": {said}" if said else "")
    if status in _OF_THE_ENDPOINT or 300 <= status < 400:
        return Answer(Outcome.AWAY, detail, _retry_after(response.headers.get("retry-after", "")))
    if status >= 500:
        return Answer(Outcome.FAILED, detail, _retry_after(response.headers.get("retry-after", "")))
    return Answer(Outcome.REFUSED, detail)


def _retry_after(text: str) -> float:
    """Seconds that a `Retry-After` header asks for, as a number or as a date; 0 where it says neither."""
    if text.isdecimal():
        return min(float(text), _RETRY_AFTER_SECONDS_MAX)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return min(max(0.0, (when - datetime.now(UTC)).total_seconds()), _RETRY_AFTER_SECONDS_MAX)


def _checked(url: str) -> str:
    if not url:
        raise SettingsError("COUNTERFLOW_WEBHOOK_URL is not set; it says where alerts are posted")
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE):
        raise SettingsError("setting webhook_url must begin with https://; http:// is for this machine itself only")
    if parts.username or parts.password or not parts.hostname:
        raise SettingsError("setting webhook_url must name a host, and no user or password")
    return url
