"""Somebody who looks at pages and fills in forms, without a browser."""

from __future__ import annotations

from typing import Any, NamedTuple

from aiohttp.test_utils import TestClient
from aiohttp.web import Application, Request
from lxml import html

PASSWORD = "a long enough password"


class Seen(NamedTuple):
    """A page as it came."""

    status: int
    text: str
    headers: Any

    @property
    def page(self) -> Any:
        """The page as a tree."""
        return html.fromstring(self.text)

    @property
    def words(self) -> str:
        """What it says, spaces made one."""
        return " ".join(self.page.text_content().split())

    def links(self, beginning: str) -> list[str]:
        """Where links lead whose address begins so, in order."""
        return [each for each in self.page.xpath("//main//a/@href") if each.startswith(beginning)]


class Visitor:
    """One browser."""

    def __init__(self, client: TestClient[Request, Application]) -> None:
        self.client = client

    async def sign_in(self, name: str, password: str = PASSWORD) -> Seen:
        return await self.post("/sign-in", {"name": name, "password": password, "next": "/"})

    async def get(self, path: str, **headers: str) -> Seen:
        async with self.client.get(path, headers=headers, allow_redirects=False) as answer:
            return Seen(answer.status, await answer.text(), answer.headers)

    async def post(self, path: str, fields: dict[str, str], **headers: str) -> Seen:
        async with self.client.post(path, data=fields, headers=headers, allow_redirects=False) as answer:
            return Seen(answer.status, await answer.text(), answer.headers)

    async def form(self, path: str) -> dict[str, str]:
        """The hidden fields of the form in a page, which a browser would send."""
        seen = await self.get(path)
        return {each.get("name"): each.get("value") for each in seen.page.xpath("//main//form//input[@type='hidden']")}

    async def decide(self, path: str, **fields: str) -> Seen:
        """Open a page, fill in its form and send it."""
        return await self.post(path, {**await self.form(path), **fields})
